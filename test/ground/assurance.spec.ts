import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './scripts.ts';
import { assurance, assurancePage, claims } from './supply-chain.ts';
import type { Assurance } from './supply-chain.ts';

const { claimsOf, readClaims, refusalsOf, SECTIONS } = await claims();
const { assurancePage: pageOf } = await assurancePage();
const { figuresOf } = await assurance();
const noted = JSON.parse(readFileSync(join(root, 'docs/assurance.json'), 'utf8')) as Assurance;
const page = readFileSync(join(root, 'docs/assurance.md'), 'utf8');

/** A page with one claim, its command and one figure. */
const small: Assurance = {
  claims: { 'README.md': { 'It is safe': ['a.spec.ts'] } },
  unproved: {},
  figures: [{ figure: 'Attacks', target: '40', lines: ['hostile: '], suites: [], waits: 'the log' }],
  measured: {},
};
const claim = (text: string) => ({ file: 'README.md', heading: 'Top', text });

describe('docs/assurance.md', () => {
  it('tells what the documents claim, with the noted commands and figures', () => {
    expect(page).toBe(pageOf(readClaims(), noted));
  });

  it('has every section that it looks for', () => {
    const found = new Set(readClaims().map(({ file, heading }) => `${file} ${heading}`));
    expect(SECTIONS.filter(({ file, heading }) => !found.has(`${file} ${heading}`))).toEqual([]);
  });

  it('names suites and scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };
    const suites = [...page.matchAll(/`npm test -- ([^`]+)`/g)].flatMap(([, paths]) => (paths ?? '').split(' '));
    expect(suites.length).toBeGreaterThan(100);
    expect(suites.filter((path) => !path.endsWith('.spec.ts') || !existsSync(join(root, path)))).toEqual([]);
    const runs = [...page.matchAll(/`npm run ([a-z:]+)/g)].map(([, name]) => name ?? '');
    expect(runs.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('names for each refusal of the threat model a suite that speaks of its code', () => {
    const rows = refusalsOf(readFileSync(join(root, 'docs/threat-model.md'), 'utf8')).filter(({ codes }) => codes.length > 0);
    expect(rows.length).toBeGreaterThan(30);
    for (const { text, codes } of rows) {
      const [, suites = []] = Object.entries(noted.claims['docs/threat-model.md'] ?? {}).find(([start]) => text.startsWith(start)) ?? [];
      const spoken = suites.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
      expect([text, codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(spoken))]).toEqual([text, []]);
    }
  });

  it('cannot be made with a claim that has no command, or a command without claim', () => {
    expect(pageOf([claim('It is safe and sound')], small)).toContain('`npm test -- a.spec.ts`');
    const made =
      (texts: readonly string[], changed: Partial<Assurance> = {}) =>
      () =>
        pageOf(texts.map(claim), { ...small, ...changed });
    expect(made(['It is safe', 'It is fast'])).toThrow('give "It is fast" one command');
    expect(made([])).toThrow('"It is safe" is the beginning of no claim');
    expect(made(['It is safe'], { claims: { 'README.md': { 'It is safe': [] } } })).toThrow('"It is safe" has no suite');
    expect(made(['It is safe'], { unproved: { 'README.md': { 'It is': 'a wish' } } })).toThrow('give "It is safe" one command');
  });

  it('says of a figure what was measured, and what is waited for', () => {
    expect(pageOf([claim('It is safe')], small)).toContain('| Attacks | 40 | not yet: the log |');
    const measured = { 'hostile: cases': { said: '21 whole, 9 in part', on: '2026-01-31, short' } };
    expect(pageOf([claim('It is safe')], { ...small, measured })).toContain(
      '| hostile: cases: 21 whole, 9 in part<br>not yet: the log | 2026-01-31, short |',
    );
  });
});

describe('claims of a text', () => {
  it('are items, paragraphs and first cells, and neither code nor pictures', () => {
    const text = `
A **bold** claim with [a link](a.md). More.

Leads to a list:

- one;
- two \`and\`
  a half.

1. three

| a hostile server … | fails |
| --- | --- |
| reads | no |

![a picture](a.png)

    npm start

\`\`\`
code
\`\`\`
`;
    const claimed = ['A bold claim with a link. More', 'one', 'two and a half', 'three', 'a hostile server reads'];
    expect(claimsOf(text)).toEqual(claimed);
  });
});

describe('the figures of a run', () => {
  it('are those that a row asks for, without seeds', () => {
    const text = '| hostile: cases | 21 | seed 7 |\n| something else | 1 |\n| hostile: controls | 3 | all |\n';
    expect(figuresOf(text, small.figures)).toEqual({ 'hostile: cases': '21', 'hostile: controls': '3, all' });
  });
});
