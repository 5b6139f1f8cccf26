// Every suite is one project: run one with `npx jest --selectProjects <name>` through scripts/jest.mjs.
const swc = (decorators) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', decorators },
      transform: decorators ? { legacyDecorator: true, decoratorMetadata: true } : {},
    },
  },
];

const project = (displayName, folder, { mongod = false, decorators = false } = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: [`<rootDir>/${folder}`],
  testMatch: ['**/*.spec.ts'],
  modulePathIgnorePatterns: ['/web/(?:out|\\.next)/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': swc(decorators) },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  ...(mongod ? { globalSetup: '<rootDir>/scripts/jest-mongod.mjs', globalTeardown: '<rootDir>/scripts/jest-mongod-stop.mjs' } : {}),
});

export default {
  projects: [
    project('protocol', 'protocol/src'),
    project('sdk', 'mobile-sdk/src', { mongod: true }),
    project('api', 'api/src', { mongod: true, decorators: true }),
    project('cli', 'cli/src'),
    project('bench', 'bench/src'),
    project('web', 'web'),
    project('ground', 'test/ground', { mongod: true, decorators: true }),
    project('stories', 'test/stories', { mongod: true, decorators: true }),
    project('interop', 'test/interop', { mongod: true, decorators: true }),
    project('browser', 'test/browser', { mongod: true, decorators: true }),
    project('hostile', 'test/hostile', { mongod: true, decorators: true }),
  ],
};
