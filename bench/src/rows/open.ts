import type { ElementView, ElementWrite } from '@sealchart/protocol';
import { ELEMENT_MANIFEST, ElementManifest, parseStatement } from '@sealchart/protocol';
import type { UnlockedSession } from '@sealchart/sdk/testing';
import { Directory, contextOf, openContent, verifyView } from '@sealchart/sdk/testing';
import type { Stage } from '../bench.ts';
import { timeWays } from '../measure.ts';
import { OpenPgpPeer, toOpenPgp } from '../openpgp-peer.ts';
import { sealElement, unlockedInMemory } from '../sealing-device.ts';
import { sizesOf } from '../sizes.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

/**
 * A reader's whole order of work on an element it never saw (author, signature, rights, hashes, commitment, content) against
 * openpgp.js detached `verify` and `decrypt` of the same packets.
 */
export async function measure({ isShort }: Stage): Promise<Row[]> {
  const session = await unlockedInMemory();
  const context = contextOf(session, new Directory(session));
  const peer = await OpenPgpPeer.of(session);
  const rows: Row[] = [];
  for (const { label, resources, rounds, calls, target } of sizesOf(isShort)) {
    const samples = await Promise.all(
      resources.map(async (resource) => {
        const write = await sealElement(session, resource);
        const content = contentOf(write);
        return { view: await viewOf(session, write, content), content, packets: toOpenPgp(write) };
      }),
    );
    const sampleOf = (call: number) => samples[call % samples.length] as (typeof samples)[number];
    const times = await timeWays(
      {
        measured: async (call) => {
          const { view, content } = sampleOf(call);
          return openContent(session, await verifyView(context, view, undefined), content);
        },
        control: (call) => peer.open(sampleOf(call).packets),
      },
      { rounds, calls },
    );
    rows.push(costRow({ name: `open, ${label}`, unit: 'ms', beside: 'openpgp.js verify + decrypt', ...target }, times));
  }
  return rows;
}

type SealedContent = NonNullable<ElementView['content']>;

/** The packets of a first version as a server that stored it would serve them. */
function contentOf({ dataPacket, keyPackets: [keyPacket], open }: ElementWrite): SealedContent {
  if (dataPacket === undefined || !keyPacket || !open) throw new TypeError('not a first version');
  return { contentVersion: 1, dataPacket, keyPacket, open };
}

/** The whole of what it would serve. */
async function viewOf({ instance }: UnlockedSession, { manifest }: ElementWrite, content: SealedContent): Promise<ElementView> {
  const { value } = await parseStatement(ElementManifest, ELEMENT_MANIFEST, instance.instanceId, manifest);
  return { elementId: value.elementId, chain: [manifest], newest: 1, content };
}
