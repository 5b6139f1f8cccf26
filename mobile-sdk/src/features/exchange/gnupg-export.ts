import { SealchartError, utf8 } from '@sealchart/protocol';
import type { OnProgress } from '../../client-api/edits.ts';
import { sealClassic } from '../../crypto/openpgp.ts';
import { NEEDS_RSA } from '../../session/acts/secret-keys.ts';
import type { ElementsContext } from '../elements/context.ts';
import { exportFhir } from './fhir-export.ts';

/** Bytes that are sealed at once: entries are small, and each chunk costs the library a turn. */
const CHUNK_BYTES = 64 * 2 ** 10;

/**
 * The bundle of `exportFhir` as one message in the classic OpenPGP format, sealed to the own key and signed by it, for GnuPG. `E_USAGE` unless the
 * current keys are of the profile `rsa`, before anything is read. Throws in the middle when an element is refused: a message that ends is whole.
 */
export async function* exportGnupg(
  context: ElementsContext,
  elementIds?: readonly string[],
  onProgress?: OnProgress,
): AsyncGenerator<Uint8Array, void, void> {
  const { identity, ports } = context.session;
  if (identity.certificate.profile !== 'rsa') throw new SealchartError('E_USAGE', { detail: NEEDS_RSA });
  yield* sealClassic(identity, inChunks(exportFhir(context, elementIds, { onProgress })), ports.clock.now());
}

async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, void> {
  let text = '';
  for await (const part of texts) {
    text += part;
    if (text.length < CHUNK_BYTES) continue;
    yield utf8(text);
    text = '';
  }
  if (text !== '') yield utf8(text);
}
