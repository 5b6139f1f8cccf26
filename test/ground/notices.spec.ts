import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Lock } from './scripts.ts';
import { notices, root } from './scripts.ts';

const { noticesOf, shippedPackages, thirdPartyNotices } = await notices();
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

describe('the notices of the web client', () => {
  it('name what a browser gets code of, and nothing that only tests or builds', () => {
    const names = shippedPackages(lock).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['openpgp', 'jose', 'hash-wasm', 'react', 'next', 'zod', 'recharts']));
    expect(names.filter((name) => ['jest', 'tailwindcss', 'esbuild', 'mongoose', '@nestjs/core', 'typescript'].includes(name))).toEqual([]);
  });

  it('hold the text of every licence that asks for it', () => {
    const silent = noticesOf(lock).filter(({ texts }) => texts.join('').length < 400);
    expect(silent.map(({ name }) => name)).toEqual(SILENT);
    const text = thirdPartyNotices(lock);
    for (const { name, version } of shippedPackages(lock)) expect(text).toContain(`${name} ${version}\nLicence: `);
    expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  });

  it('go with the workspaces: what another one depends on is not among them', () => {
    const made = {
      packages: {
        web: { dependencies: { a: '1.0.0', '@sealchart/sdk': '0.1.0' }, devDependencies: { c: '1.0.0' } },
        'mobile-sdk': { dependencies: { b: '1.0.0' } },
        protocol: {},
        api: { dependencies: { d: '1.0.0' } },
        'node_modules/@sealchart/sdk': { link: true, resolved: 'mobile-sdk' },
        'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { e: '1.0.0' } },
        'node_modules/b': { version: '1.0.0', license: 'MIT' },
        'node_modules/c': { version: '1.0.0', license: 'MIT' },
        'node_modules/d': { version: '1.0.0', license: 'MIT' },
        'node_modules/e': { version: '1.0.0', license: 'MIT' },
      },
    };
    expect(shippedPackages(made as unknown as Lock).map(({ name }) => name)).toEqual(['a', 'b', 'e']);
  });
});

/** Packages that bring no text of their licence; its name stands there. */
const SILENT = ['@next/env', '@schummar/icu-type-parser', '@swc/counter', 'client-only'];
