import { describe, expect, it } from '@jest/globals';
import { zones } from './scripts.ts';

const { rows, forbidden, owners, starter, verdict } = await zones();

/** Packages that each workspace may not name: every pattern of the table must refuse one of them. */
const strangers: Readonly<Record<string, readonly string[]>> = {
  protocol: ['node:fs', '@sealchart/sdk', '@sealchart/api', 'sealchart', 'openpgp', 'jose', 'hash-wasm'],
  'mobile-sdk': ['@sealchart/api', '@sealchart/bench', 'sealchart'],
  api: ['@sealchart/sdk', '@sealchart/sdk/testing', 'sealchart', 'openpgp', 'jose', 'hash-wasm'],
  cli: ['@sealchart/api', '@sealchart/test', 'openpgp', 'jose', 'hash-wasm'],
  web: ['@sealchart/api', '@sealchart/test', 'openpgp', 'jose', 'hash-wasm'],
};
const friends: Readonly<Record<string, readonly string[]>> = {
  protocol: ['zod/mini', 'canonicalize'],
  'mobile-sdk': ['@sealchart/protocol'],
  api: ['@sealchart/protocol', 'mongoose', 'node:crypto'],
  cli: ['@sealchart/protocol', '@sealchart/sdk', '@sealchart/sdk/node', 'commander', 'node:fs'],
  web: ['@sealchart/protocol', 'react', 'next/link', 'comlink'],
};

/** Types travel as far as values in every workspace but the web client, whose pages have a rule of their own. */
const asType = { isType: true };

/** How one folder under `base` names a file of another. */
const specifier = (from: string, to: string) => `${'../'.repeat(from.split('/').length)}${to}/target.ts`;

describe('folders import to the left only', () => {
  for (const [base, order] of Object.entries(rows)) {
    for (const [index, row] of order.entries()) {
      for (const folder of row) {
        const file = `${base}/${folder}/source.ts`;
        const left = order.slice(0, index).flat();
        const notLeft = [...row.filter((other) => other !== folder), ...order.slice(index + 1).flat()];
        it(`${base}/${folder}`, () => {
          for (const other of left) expect(verdict(file, specifier(folder, other), asType)).toBeUndefined();
          for (const other of notLeft) expect(verdict(file, specifier(folder, other), asType)).toBe(`${folder} must not import ${other}`);
          expect(verdict(file, './neighbour.ts')).toBeUndefined();
          expect(left.length + notLeft.length).toBeGreaterThan(0);
        });
      }
    }
  }

  it('lets a spec import what its subject may not', () => {
    expect(verdict('mobile-sdk/src/ports/clock.spec.ts', '../crypto/target.ts')).toBeUndefined();
    expect(verdict('mobile-sdk/src/ports/clock.ts', '../crypto/target.ts')).toBe('ports must not import crypto');
  });
});

describe('pages of the web client hold no key', () => {
  const page = 'web/features/record/record-page.tsx';
  const worker = 'web/worker/host.ts';

  it.each(['@sealchart/sdk', '@sealchart/sdk/browser'])('only the worker runs %s; pages know its types', (name) => {
    expect(verdict(worker, name)).toBeUndefined();
    expect(verdict(page, name, { isType: true })).toBeUndefined();
    expect(verdict(page, name)).toBe(`only web/worker runs ${name}; elsewhere import its types`);
  });

  it('and nothing of the worker itself', () => {
    expect(verdict(page, '../../worker/host.ts', { isType: true })).toBeUndefined();
    expect(verdict(page, '../../worker/host.ts')).toBe('only the worker runs web/worker/host.ts; elsewhere import its types');
  });
});

describe('workspaces know only what lies to their left', () => {
  for (const [workspace, patterns] of Object.entries(forbidden)) {
    const named = strangers[workspace] ?? [];
    it(`${workspace} refuses each package that it must not know`, () => {
      for (const name of named) expect(verdict(`${workspace}/src/source.ts`, name)).toBe(`${workspace} must not import ${name}`);
      for (const pattern of patterns) expect(named.filter((name) => pattern.test(name))).not.toEqual([]);
    });

    it(`${workspace} takes the packages that it stands on`, () => {
      expect(friends[workspace]).toBeDefined();
      for (const name of friends[workspace] ?? []) expect(verdict(`${workspace}/src/source.ts`, name)).toBeUndefined();
    });
  }

  it('refuses a path into another workspace', () => {
    expect(verdict('api/src/main.ts', '../../mobile-sdk/src/index.ts')).toBe(
      'api reaches another workspace by path: mobile-sdk/src/index.ts',
    );
    expect(verdict('api/src/main.ts', './app.module.ts')).toBeUndefined();
  });
});

describe('cipher packages have one importer each', () => {
  for (const [name, owner] of Object.entries(owners)) {
    it(`${name} belongs to ${owner}`, () => {
      expect(verdict(owner, name)).toBeUndefined();
      expect(verdict('mobile-sdk/src/session/login.ts', name)).toBe(`only ${owner} imports ${name}`);
    });
  }
});

describe('Node stays at the edge of the SDK', () => {
  it('is for the adapters and the testing ports', () => {
    expect(verdict('mobile-sdk/src/adapters/node/files.ts', 'node:fs')).toBeUndefined();
    expect(verdict('mobile-sdk/src/testing/host.ts', 'node:os')).toBeUndefined();
    expect(verdict('mobile-sdk/src/fhir/reader.ts', 'node:fs')).toBe(
      'mobile-sdk/src/fhir/reader.ts must run without Node: node:fs belongs in adapters/node',
    );
  });
});

describe('programs are started by the agent’s launcher alone', () => {
  const modules = ['node:child_process', 'child_process', 'node:cluster', 'cluster'];
  const files = [
    'api/src/main.ts',
    'api/src/modules/auth/auth.service.ts',
    'mobile-sdk/src/adapters/node/files.ts',
    'cli/src/commands/open.ts',
  ];

  it.each(modules)('%s', (name) => {
    for (const file of files) expect(verdict(file, name)).toBe(`only ${starter} starts programs: ${name}`);
    expect(verdict(starter, name)).toBeUndefined();
    expect(verdict('api/src/main.spec.ts', name)).toBeUndefined();
  });
});
