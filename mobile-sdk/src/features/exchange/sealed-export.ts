import type { Certificate } from '@sealchart/protocol';
import {
  ADDENDUM,
  Addendum,
  ELEMENT_MANIFEST,
  ElementManifest,
  SealchartError,
  concatBytes,
  fromB64u,
  parseStatement,
  utf8,
} from '@sealchart/protocol';
import type { OnProgress } from '../../client-api/edits.ts';
import type { ExportFile } from '../../client-api/exchange.ts';
import { armorCertificates } from '../../crypto/openpgp.ts';
import type { ElementsContext } from '../elements/context.ts';
import type { ProvenView } from './proven-elements.ts';
import { provenElements } from './proven-elements.ts';
import { SEALED_README } from './sealed-readme.ts';

/**
 * The sealed originals of the own record or the named elements, for any implementation of RFC 9580: `README.txt`; of each element one
 * OpenPGP message (the own key packet, then the data packet) with the newest content manifest as it was signed and its detached signature; at the end
 * the certificates of everybody who signed. Every element is proven from its first version before it is given out; throws in the middle when one is refused.
 */
export async function* exportSealed(
  context: ElementsContext,
  elementIds?: readonly string[],
  onProgress?: OnProgress,
): AsyncGenerator<ExportFile, void, void> {
  const signers = new Map<string, Map<string, Certificate>>();
  yield { name: 'README.txt', bytes: utf8(SEALED_README) };
  for await (const element of provenElements(context, { elementIds, isWhole: true, onProgress })) {
    yield* filesOf(element);
    await collectSigners(element, signers);
  }
  for (const [accountId, certificates] of signers) {
    yield { name: `certificates/${accountId}.asc`, bytes: utf8(armorCertificates([...certificates.values()])) };
  }
}

function* filesOf({ view, stored }: ProvenView): Generator<ExportFile, void, void> {
  const { elementId, content } = stored.state;
  const manifest = view.chain[content.contentVersion - 1];
  if (!view.content || !manifest) throw new SealchartError('E_INCOMPLETE', { detail: elementId });
  const message = concatBytes(fromB64u(view.content.keyPacket.packet), fromB64u(view.content.dataPacket));
  yield { name: `elements/${elementId}.pgp`, bytes: message };
  yield { name: `elements/${elementId}.manifest.json`, bytes: fromB64u(manifest.statement) };
  yield { name: `elements/${elementId}.manifest.json.sig`, bytes: fromB64u(manifest.signature) };
}

/** The keys that signed the content and its addenda, as the pinned chains prove them. */
async function collectSigners(
  { context: { session, directory }, view, stored, content }: ProvenView,
  signers: Map<string, Map<string, Certificate>>,
): Promise<void> {
  const { instanceId } = session.instance;
  const manifest = view.chain[stored.state.content.contentVersion - 1];
  const signed = manifest ? [await parseStatement(ElementManifest, ELEMENT_MANIFEST, instanceId, manifest)] : [];
  const addenda = await Promise.all(content.addenda.map((addendum) => parseStatement(Addendum, ADDENDUM, instanceId, addendum)));
  for (const { value } of [...signed, ...addenda]) {
    const { account, fingerprint } = value.author;
    const known = signers.get(account) ?? new Map<string, Certificate>();
    signers.set(account, known);
    if (!known.has(fingerprint)) known.set(fingerprint, (await directory.signer(value.author)).certificate);
  }
}
