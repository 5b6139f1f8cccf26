import { defineConfig } from 'oxlint';

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'node', 'jest', 'promise', 'react', 'jsx-a11y'],
  jsPlugins: ['./scripts/zones.mjs'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['**/dist/**', '**/*.generated.*', 'web/out/**', 'web/.next/**', 'web/public/**', 'web/next-env.d.ts'],
  rules: {
    'zones/left-only': 'error',
    // A function that expects says so in its name.
    'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert', 'malformed'] }],
    eqeqeq: 'error',
    'import/no-cycle': 'error',
    'node/no-process-env': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-unsafe-assignment': 'error',
    // Nest: a module is a class with a decorator. The rest is taste we do not share.
    'typescript/no-extraneous-class': ['error', { allowWithDecorator: true }],
    'import/no-unassigned-import': ['error', { allow: ['reflect-metadata', '**/*.css'] }],
    // fast-check exports everything both ways.
    'import/no-named-as-default-member': 'off',
    // React 19 needs no import for JSX.
    'react/react-in-jsx-scope': 'off',
    // A live region is no output of a form.
    'jsx-a11y/prefer-tag-over-role': 'off',
    // It contradicts `exhaustive-deps` about functions that a getter calls.
    'react/memo-dependencies': 'off',
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'unicorn/require-post-message-target-origin': 'off',
    'unicorn/prefer-add-event-listener': 'off',
    'unicorn/no-array-sort': 'off',
    'eslint/no-underscore-dangle': 'off',
    'eslint/no-await-in-loop': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/require-array-sort-compare': 'off',
  },
  overrides: [
    {
      // The only readers of the environment: the API's schema, the command line's, the tests and the start scripts.
      files: [
        'api/src/platform/config/**',
        'cli/src/host/environment.ts',
        '**/*.spec.ts',
        'api/src/testing/**',
        'scripts/**',
        'web/scripts/**',
        'test/**',
        'bench/**',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
    { files: ['**/*.mjs'], rules: { 'typescript/no-unsafe-assignment': 'off', 'typescript/restrict-template-expressions': 'off' } },
  ],
});
