import type { ElementView, ParsedStatement, SignedStatement } from '@sealchart/protocol';
import { ELEMENT_MANIFEST, ElementManifest, SealchartError, nextElementState, parseStatement, verifyStatement } from '@sealchart/protocol';
import type { AccountKey } from '@sealchart/protocol';
import type { ElementsContext } from './context.ts';
import { requireConfirmed, requireElement, requireForwardKey, requireNewest, requirePlace, requireReader } from './manifest-checks.ts';
import type { StoredElement } from './stored-element.ts';

/**
 * The first half of a reader's order of work: schema, the author's key as the directory proves it, signature, context,
 * instance, ids, place in the chain, right of the author; at the end the own place in the audience. Gives the state to
 * be kept, with the known summary where the content is the same; keeps nothing itself.
 */
export async function verifyView(context: ElementsContext, view: ElementView, known: StoredElement | undefined): Promise<StoredElement> {
  const { account, ports } = context.session;
  let stored = known;
  for (const signed of view.chain) stored = await verifyNext(context, view.elementId, stored, signed);
  if (!stored) throw new SealchartError('E_INCOMPLETE', { detail: 'an element without a manifest' });
  requireNewest(view.newest, stored.state.version);
  requireConfirmed(stored);
  requireReader(stored.state, account.accountId, ports.clock.now());
  const { gone: _gone, ...readable } = stored;
  return readable;
}

async function verifyNext(
  { session, directory }: ElementsContext,
  elementId: string,
  before: StoredElement | undefined,
  signed: SignedStatement,
): Promise<StoredElement> {
  const manifest = await parseStatement(ElementManifest, ELEMENT_MANIFEST, session.instance.instanceId, signed);
  requireElement(manifest.value, elementId);
  const key = await directory.signer(manifest.value.author);
  await verifyStatement(manifest, key.certificate);
  requirePlace(before?.state, manifest.value);
  requireForwardKey(before?.keySequences ?? {}, manifest.value, key);
  return advance(before, manifest, key);
}

/** The stored element behind a manifest whose signature and place were checked; judges the rights. Throws as `nextElementState`. */
export function advance(
  before: StoredElement | undefined,
  manifest: ParsedStatement<ElementManifest>,
  key: Pick<AccountKey, 'since' | 'retired'>,
): StoredElement {
  const { value } = manifest;
  const state = nextElementState(before?.state, manifest);
  const isContent = value.kind === 'content';
  const summary = isContent ? undefined : before?.summary;
  const unconfirmed = unconfirmedBy(before, value.author.account, key.retired);
  const addenda = before?.addenda ?? [];
  return {
    state,
    contentAt: isContent || !before ? value.authoredAt : before.contentAt,
    changedBy: value.author.account,
    changedAt: value.authoredAt,
    keySequences: { ...before?.keySequences, [value.author.account]: key.since },
    addenda: isContent && state.content.addenda.count > 0 ? [...addenda, state.content.addenda] : addenda,
    ...(unconfirmed === undefined ? {} : { unconfirmed }),
    ...(summary === undefined ? {} : { summary }),
  };
}

/** A version first seen after its key was retired as compromised counts again once another account has built on it. */
function unconfirmedBy(before: StoredElement | undefined, author: string, retired: AccountKey['retired']): string | undefined {
  if (retired === 'compromise') return author;
  return before?.unconfirmed === author ? author : undefined;
}
