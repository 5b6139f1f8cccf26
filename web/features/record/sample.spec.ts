import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const FILE = readFileSync(join(import.meta.dirname, '../../public/sample-record.json'));
const SOURCE = readFileSync(join(import.meta.dirname, 'sample.ts'), 'utf8');

interface Bundle {
  readonly entry: readonly { readonly resource: { readonly resourceType: string; readonly id: string } }[];
}

describe('the sample record', () => {
  it('is known by its hash', () => {
    expect(SOURCE).toContain(`'${createHash('sha256').update(FILE).digest('base64url')}'`);
  });

  it('has something of every kind that people watch', () => {
    const { entry } = JSON.parse(FILE.toString()) as Bundle;
    const types = new Set(entry.map(({ resource }) => resource.resourceType));
    const kinds = ['MedicationStatement', 'AllergyIntolerance', 'Condition', 'Immunization', 'Observation', 'Procedure', 'Encounter'];
    for (const type of [...kinds, 'DocumentReference', 'DiagnosticReport']) expect(types).toContain(type);
    expect(new Set(entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`)).size).toBe(entry.length);
  });
});
