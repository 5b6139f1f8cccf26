import type { ElementView, SignedStatement } from '@sealchart/protocol';
import { ELEMENT_MANIFEST, ElementManifest, fromB64u, parseStatement } from '@sealchart/protocol';
import type { UnlockedSession } from '@sealchart/sdk/testing';
import { Directory, authorFields, contextOf, signStatement, verifyView } from '@sealchart/sdk/testing';
import type { Stage } from '../bench.ts';
import { timeWays } from '../measure.ts';
import { OpenPgpPeer } from '../openpgp-peer.ts';
import { sealElement, unlockedInMemory } from '../sealing-device.ts';
import { madeUpObservations } from '../seeded.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const VERSIONS = 5;
const SEED = 9_001;

/**
 * What a reader proves before an element's content is opened: every version of it, five each. Cold: a device that knows nothing, not even
 * the author's keys in memory; warm: the author is known; one more: four of the five are. Beside it openpgp.js, which verifies as many
 * signatures and knows nothing of chains, rights or instances.
 */
export async function measure({ isShort }: Stage): Promise<Row[]> {
  const session = await unlockedInMemory();
  const peer = await OpenPgpPeer.of(session);
  const resources = madeUpObservations(20, SEED);
  const views: ElementView[] = [];
  for (const resource of resources) views.push(await chainOf(session, (await sealElement(session, resource)).manifest));
  const warm = contextOf(session, new Directory(session));
  const known = await Promise.all(views.map((view) => verifyView(warm, cut(view, 0, VERSIONS - 1), undefined)));
  const viewOf = (call: number): ElementView => views[call % views.length] as ElementView;
  const verifyPlainly = async (chain: readonly SignedStatement[]): Promise<void> => {
    for (const { statement, signature } of chain) await peer.verify({ statement: fromB64u(statement), signature: fromB64u(signature) });
  };
  const times = await timeWays(
    {
      cold: (call) => verifyView(contextOf(session, new Directory(session)), viewOf(call), undefined),
      warm: (call) => verifyView(warm, viewOf(call), undefined),
      more: (call) => verifyView(warm, cut(viewOf(call), VERSIONS - 1, VERSIONS), known[call % known.length]),
      five: (call) => verifyPlainly(viewOf(call).chain),
      one: (call) => verifyPlainly(viewOf(call).chain.slice(-1)),
    },
    { rounds: isShort ? 3 : 31, calls: views.length },
  );
  return [
    costRow(
      { name: `verify ${VERSIONS} versions, cold`, unit: 'ms', beside: beside(VERSIONS) },
      { measured: times.cold, control: times.five },
    ),
    costRow(
      { name: `verify ${VERSIONS} versions, warm`, unit: 'ms', beside: beside(VERSIONS) },
      { measured: times.warm, control: times.five },
    ),
    costRow({ name: 'verify one more version', unit: 'ms', beside: beside(1) }, { measured: times.more, control: times.one }),
  ];
}

const beside = (count: number): string => `openpgp.js verify, ${count} of them`;

/** A view whose chain goes on from a first version: other contents, by name at least. */
async function chainOf(session: UnlockedSession, first: SignedStatement): Promise<ElementView> {
  const { value, hash } = await parseStatement(ElementManifest, ELEMENT_MANIFEST, session.instance.instanceId, first);
  const chain = [first];
  for (let version = 2, previous = hash; version <= VERSIONS; version += 1) {
    const at = session.ports.clock.now();
    const content = value.content && { ...value.content, contentVersion: version };
    const next = await signStatement(session.identity, at, ElementManifest, {
      ...value,
      ...authorFields(session, at),
      version,
      previous,
      content,
    });
    chain.push(next.signed);
    previous = next.hash;
  }
  return { elementId: value.elementId, chain, newest: VERSIONS };
}

/** The same view with a part of the chain, as a server serves it to who knows what is before. */
function cut(view: ElementView, from: number, to: number): ElementView {
  return { ...view, chain: view.chain.slice(from, to), newest: to };
}
