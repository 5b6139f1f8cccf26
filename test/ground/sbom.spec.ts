import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './scripts.ts';
import type { Lock } from './scripts.ts';
import { licences, sbom } from './supply-chain.ts';
import type { Manifest, Part } from './supply-chain.ts';

const { billOfMaterials } = await sbom();
const { lockedPackages } = await licences();
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
const manifest = read('package.json') as Manifest;
const lock = read('package-lock.json') as Lock;
const bill = billOfMaterials(manifest, lock);
const refs = bill.components.map((part) => part['bom-ref']);

/** What an own workspace may lack: it is in the tree and has no digest. */
const isOwn = ({ name }: Part) => name === 'sealchart' || name.startsWith('@sealchart/');

describe('the list of parts', () => {
  it('is CycloneDX 1.6 by its required fields', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bill.metadata.component).toMatchObject({ type: 'application', name: manifest.name, version: manifest.version });
    for (const part of bill.components) {
      expect(part.type).toBe('library');
      expect(part.purl).toBe(`pkg:npm/${part.name.replace('@', '%40')}@${part.version}`);
      expect(['required', 'optional', 'excluded']).toContain(part.scope);
      for (const { alg, content } of part.hashes ?? []) expect([alg, content.length]).toEqual(['SHA-512', 128]);
    }
  });

  it('holds exactly the packages of the lock and the own workspaces, each once', () => {
    const locked = lockedPackages(lock).map(({ name, version }) => `${name}@${version}`);
    const own = bill.components.filter(isOwn).map((part) => part['bom-ref']);
    expect(own).toHaveLength(7);
    expect(refs).toEqual([...new Set([...locked, ...own])].toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('states a licence of each, and a digest of each that the lock holds to one', () => {
    expect(bill.components.filter(({ licenses }) => licenses === undefined)).toEqual([]);
    const bare = new Set(
      lockedPackages(lock)
        .filter(({ path }) => lock.packages[path]?.integrity === undefined)
        .map(({ name, version }) => `${name}@${version}`),
    );
    const withoutHash = bill.components.filter((part) => part.hashes === undefined && !isOwn(part));
    expect(withoutHash.map((part) => part['bom-ref'])).toEqual([...bare].toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('gives the digest of the lock, in hexadecimal', () => {
    const [part] = billOfMaterials(
      { name: 'top', version: '1.0.0', license: 'MIT' },
      {
        packages: { '': {}, 'node_modules/@made/up': { version: '1.2.3', license: 'MIT OR ISC', integrity: 'sha512-AAEC/w==' } },
      },
    ).components;
    expect(part).toMatchObject({
      purl: 'pkg:npm/%40made/up@1.2.3',
      hashes: [{ alg: 'SHA-512', content: '000102ff' }],
      licenses: [{ expression: 'MIT OR ISC' }],
    });
  });

  it('leads from each part to parts of the list, and reaches all of them from the top', () => {
    const known = new Set([...refs, bill.metadata.component['bom-ref']]);
    const leads = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(new Set(leads.keys())).toEqual(known);
    const reached = new Set<string>();
    const reach = (ref: string) => {
      if (reached.has(ref)) return;
      reached.add(ref);
      for (const next of leads.get(ref) ?? []) reach(next);
    };
    reach(bill.metadata.component['bom-ref']);
    expect([...known].filter((ref) => !reached.has(ref))).toEqual([]);
    expect([...reached].filter((ref) => !known.has(ref))).toEqual([]);
  });

  it('is the same each time: no clock, no chance, no folder', () => {
    const text = JSON.stringify(bill);
    expect(JSON.stringify(billOfMaterials(manifest, lock))).toBe(text);
    expect(text).not.toContain('timestamp');
    expect(text).not.toContain('serialNumber');
    expect(text).not.toContain(root);
  });
});
