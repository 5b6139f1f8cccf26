import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ERRORS } from '@sealchart/protocol';

const root = join(import.meta.dirname, '../..');

/** All TypeScript of the product, as text. */
const sources = ['protocol/src', 'api/src', 'mobile-sdk/src', 'cli/src', 'test']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((name) => name.endsWith('.ts') && !name.includes('/dist/') && !name.includes('node_modules'))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
const code = sources.filter(({ name }) => !name.endsWith('.spec.ts') && !name.startsWith('test/') && name !== 'protocol/src/errors.ts');
const tests = sources.filter(({ name }) => name.endsWith('.spec.ts') && !name.endsWith('error-table.spec.ts'));
const vectors = readdirSync(join(root, 'protocol/vectors'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(join(root, 'protocol/vectors', name), 'utf8'))
  .join('\n');

describe('every code of the error table', () => {
  it('is thrown somewhere', () => {
    expect(Object.keys(ERRORS).filter((name) => !code.some(({ text }) => text.includes(`'${name}'`)))).toEqual([]);
  });

  it('is asserted by a test', () => {
    expect(Object.keys(ERRORS).filter((name) => !tests.some(({ text }) => text.includes(name)) && !vectors.includes(`"${name}"`))).toEqual(
      [],
    );
  });

  it('is the only spelling: no other code is thrown', () => {
    const used = new Set(code.flatMap(({ text }) => [...text.matchAll(/'(E_[A-Z_]+)'/g)].map((match) => match[1])));
    expect([...used].filter((name) => name !== undefined && !(name in ERRORS))).toEqual([]);
  });

  it('is told as docs/errors.md tells it', async () => {
    const { errorsPage } = (await import(join(root, 'scripts/errors-doc.mjs'))) as { errorsPage: (errors: typeof ERRORS) => string };
    expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toBe(errorsPage(ERRORS));
  });
});
