import type {
  AccountKey,
  Addendum as AddendumValue,
  Author,
  ElementContent,
  ElementState,
  ParsedStatement,
  SignedStatement,
} from '@sealchart/protocol';
import { ADDENDUM, Addendum, SealchartError, parseStatement, sha256B64u, utf8, verifyStatement } from '@sealchart/protocol';
import type { Remark } from '../../client-api/elements.ts';
import type { ElementsContext } from './context.ts';
import { mapInFlight } from './in-flight.ts';
import type { AddendumHead, StoredElement } from './stored-element.ts';

/** An element whose chain was verified, up to the version that brought a content. */
interface AddendaPlace extends Pick<StoredElement, 'state' | 'provenAddenda'> {
  readonly addenda: readonly AddendumHead[];
}

/**
 * Proves the addenda of an opened content, whose heads were compared with the chain before: each is a statement about this element,
 * in its own place, and its author is the author of the version that brought it. Those that this device has proven before are the
 * same by their head. `E_ADDENDUM`, `E_AUTHOR`, further as `parseStatement`, `Directory.signer` and `verifyStatement`.
 *
 * [Note: Addenda and given-up keys] The version that brought an addendum names it by the head, so whatever vouches for that version
 * vouches for the addendum too, as long as the same key signed both. By another key it must not be one that was given up.
 */
export async function verifyAddenda(
  context: ElementsContext,
  { state, addenda, provenAddenda = 0 }: AddendaPlace,
  content: ElementContent,
): Promise<void> {
  await mapInFlight(content.addenda.slice(provenAddenda), async (signed, i) => {
    const number = provenAddenda + i + 1;
    const bringer = addenda.find(({ count }) => count >= number);
    if (!bringer) throw new SealchartError('E_ADDENDUM', { detail: `addendum ${number}: no version brought it` });
    await verifyAddendum(context, { state, number, bringer }, signed);
  });
}

interface AddendumPlace {
  readonly state: Pick<ElementState, 'elementId' | 'recordId'>;
  readonly number: number;
  /** Who wrote the version that brought it. */
  readonly bringer: AddendumHead;
}

async function verifyAddendum(
  { session, directory }: ElementsContext,
  { state, number, bringer }: AddendumPlace,
  signed: SignedStatement,
): Promise<void> {
  const addendum = await readAddendum(session.instance.instanceId, signed);
  const { author } = addendum.value;
  requireOwnPlace(addendum.value, { state, number, bringer });
  requireBringer(author, { state, number, bringer });
  const key = await directory.signer(author);
  if (!isVouchedFor(key, bringer)) {
    throw new SealchartError('E_CERT', { detail: `addendum ${number}: signed with a key that was since given up as compromised` });
  }
  await verifyStatement(addendum, key.certificate);
}

/** It was made for this element and for this place, on a content that was there before the version that brought it. `E_ADDENDUM`. */
function requireOwnPlace({ elementId, recordId, ...value }: AddendumValue, { state, number, bringer }: AddendumPlace): void {
  if (elementId !== state.elementId || recordId !== state.recordId) throw addendumError(number, 'of another element');
  if (value.number !== number) throw addendumError(number, `made as number ${value.number}`);
  if (value.contentVersion >= bringer.contentVersion) throw addendumError(number, 'on a version that was still to come');
}

/** Who is shown as its author wrote the version that brought it. `E_AUTHOR`. */
function requireBringer(author: Author, { number, bringer }: AddendumPlace): void {
  if (author.account === bringer.author.account) return;
  throw new SealchartError('E_AUTHOR', { detail: `addendum ${number}: by somebody else than the version that brought it` });
}

/** See [Note: Addenda and given-up keys]. */
function isVouchedFor({ retired, certificate }: AccountKey, { author }: AddendumHead): boolean {
  return retired !== 'compromise' || certificate.fingerprint === author.fingerprint;
}

/** The addenda of a proven content, as hosts show them. */
export async function remarksOf(instanceId: string, { addenda, body }: ElementContent): Promise<Remark[]> {
  if (addenda.length === 0) return [];
  const bodyHash = await sha256B64u(utf8(body));
  const statements = await Promise.all(addenda.map((signed) => readAddendum(instanceId, signed)));
  return statements.map(({ value }) => ({
    number: value.number,
    text: value.text,
    author: value.author.account,
    authoredAt: value.authoredAt,
    contentVersion: value.contentVersion,
    isCurrent: value.bodyHash === bodyHash,
  }));
}

function readAddendum(instanceId: string, signed: SignedStatement): Promise<ParsedStatement<Addendum>> {
  return parseStatement(Addendum, ADDENDUM, instanceId, signed);
}

function addendumError(number: number, what: string): SealchartError {
  return new SealchartError('E_ADDENDUM', { detail: `addendum ${number}: ${what}` });
}
