import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import { sha256B64u } from '../digest.ts';
import * as protocol from '../index.ts';
import { jcsBytes } from '../jcs.ts';

const file = new URL('../../vectors/wire-version.json', import.meta.url);

/** SHA-256 of the JSON Schema of every schema that the package exports. */
async function schemaHashes(): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [name, value] of Object.entries(protocol) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null || !('_zod' in value)) continue;
    const schema = toJSONSchema(value as ZodMiniType, { unrepresentable: 'any', io: 'input' });
    hashes[name] = await sha256B64u(jcsBytes(JSON.parse(JSON.stringify(schema))));
  }
  return hashes;
}

it('no schema changes without a decision about the protocol number', async () => {
  const now = { protocol: protocol.PROTOCOL, schemas: await schemaHashes() };
  if (process.env['SEALCHART_RECORD_WIRE'] === '1') writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as typeof now;
  const names = new Set([...Object.keys(recorded.schemas), ...Object.keys(now.schemas)]);
  const changed = [...names].filter((name) => recorded.schemas[name] !== now.schemas[name]);
  const advice =
    'These schemas changed. If older clients or servers still understand each other, run this test once with SEALCHART_RECORD_WIRE=1. ' +
    'If not, raise PROTOCOL in version.ts (and OLDEST_PROTOCOL when the server drops the old one) first. Say which in the commit.';
  expect({ changed, advice, protocol: now.protocol }).toEqual({ changed: [], advice, protocol: recorded.protocol });
});
