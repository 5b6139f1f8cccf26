import { fromB64u } from '@sealchart/protocol';
import type { Stage } from '../bench.ts';
import { timeWays } from '../measure.ts';
import { OpenPgpPeer, requireSameMode, toOpenPgp } from '../openpgp-peer.ts';
import { sealElement, unlockedInMemory } from '../sealing-device.ts';
import { sizesOf } from '../sizes.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

/**
 * The product's whole sealing of a new element (session key, padding, data packet, key packet, commitment, signed manifest) against
 * openpgp.js `encrypt` and detached `sign` of the same bytes to the same certificate.
 */
export async function measure({ isShort }: Stage): Promise<Row[]> {
  const session = await unlockedInMemory();
  const peer = await OpenPgpPeer.of(session);
  const rows: Row[] = [];
  for (const { label, resources, rounds, calls, target } of sizesOf(isShort)) {
    const samples = await Promise.all(
      resources.map(async (resource) => {
        const write = await sealElement(session, resource);
        return { resource, padded: await peer.open(toOpenPgp(write)), statement: fromB64u(write.manifest.statement) };
      }),
    );
    const sampleOf = (call: number) => samples[call % samples.length] as (typeof samples)[number];
    const controlOf = ({ padded, statement }: (typeof samples)[number]) => peer.seal(padded, statement);
    for (const sample of samples) requireSameMode(await controlOf(sample));
    const times = await timeWays(
      {
        measured: (call) => sealElement(session, sampleOf(call).resource),
        control: (call) => controlOf(sampleOf(call)),
      },
      { rounds, calls },
    );
    rows.push(costRow({ name: `seal, ${label}`, unit: 'ms', beside: 'openpgp.js encrypt + detached sign', ...target }, times));
  }
  return rows;
}
