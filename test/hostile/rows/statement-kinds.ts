import type { AccountChain, Author, ElementState, SignedStatement } from '@sealchart/protocol';
import {
  ADDENDUM,
  ANCHOR,
  Addendum,
  Anchor,
  ELEMENT_MANIFEST,
  ERASE_RECEIPT,
  ElementManifest,
  EraseReceipt,
  PROFILE,
  ProfileStatement,
  SealchartError,
  VERIFICATION,
  VerificationStatement,
  erasedState,
  fromB64u,
  jcsBytes,
  keyOf,
  nextElementState,
  parseStatement,
  positionOf,
  replayAccountChain,
  toB64u,
  toSignedStatement,
  verifyInstanceStatement,
  verifyStatement,
} from '@sealchart/protocol';
import type { ForgedAuthor } from '@sealchart/sdk/testing';
import { DirectoryAccount, forge, forgeAddendum } from '@sealchart/sdk/testing';
import { asReader } from './forging.ts';
import { anchorOver, eraseOf, verificationOf } from './made-statements.ts';

/** A statement, and what a client does with what it is shown as one of this kind. */
export interface StatementKind {
  readonly name: string;
  readonly statement: SignedStatement;
  readonly read: (shown: SignedStatement) => Promise<unknown>;
}

const INSTANCE = `ins_${'A'.repeat(22)}`;
const ELEMENT = `elm_${'A'.repeat(22)}`;

/** Everything that anybody signs: all of one person with one key, about one element, so that nothing but the kind is different. */
export async function statementKinds(): Promise<StatementKind[]> {
  const account = await DirectoryAccount.create(INSTANCE, 'Kim');
  const author: ForgedAuthor = { instanceId: INSTANCE, accountId: account.accountId, identity: account.identity };
  const { profile } = account.entry();
  await account.rotate('routine');
  await account.revoke();
  const { events, certificates } = account.entry();
  const replay = (shown: readonly SignedStatement[], keys = certificates.length) =>
    replayAccountChain(INSTANCE, account.accountId, shown, certificates.slice(0, keys).map(fromB64u));
  const chain = await replay(events);
  const inPlace = (index: number) => (shown: SignedStatement) => replay(events.map((event, i) => (i === index ? shown : event)));
  const [create, bundle, rotate, , revoke] = events;
  if (!create || !bundle || !rotate || !revoke) throw new Error('a chain without its events');
  return [
    { name: 'create', statement: create, read: inPlace(0) },
    { name: 'bundle', statement: bundle, read: inPlace(1) },
    { name: 'rotate', statement: rotate, read: inPlace(2) },
    { name: 'revoke', statement: revoke, read: inPlace(4) },
    { name: 'profile', statement: profile, read: (shown) => verified(chain, ProfileStatement, PROFILE, INSTANCE, shown) },
    ...(await elementKinds(chain, author)),
    await receiptKind(author),
  ];
}

async function elementKinds(chain: AccountChain, author: ForgedAuthor): Promise<StatementKind[]> {
  const place = { elementId: ELEMENT, recordId: author.accountId };
  const readers = [asReader(author, 'owner')];
  const readManifest = (shown: SignedStatement) => verified(chain, ElementManifest, ELEMENT_MANIFEST, INSTANCE, shown);
  const readBehind = (before: ElementState | undefined) => async (shown: SignedStatement) => {
    const manifest = await readManifest(shown);
    // As `requirePlace` does.
    if (positionOf(before, manifest.value) !== 'successor') throw new SealchartError('E_ROLLBACK');
    return nextElementState(before, manifest);
  };
  const content = await forge(author, { ...place, readers });
  const access = await forge(author, { ...place, readers, before: content, isAccess: true });
  const before = await readBehind(undefined)(content.signed);
  const [erase] = (await eraseOf({ as: author }, content)).chain;
  if (!erase) throw new Error('an end without its manifest');
  const leaf = { elementId: ELEMENT, version: 1, manifestHash: content.hash };
  return [
    { name: 'content', statement: content.signed, read: readBehind(undefined) },
    { name: 'access', statement: access.signed, read: readBehind(before) },
    { name: 'erase', statement: erase, read: async (shown) => erasedState(before, await readManifest(shown)) },
    {
      name: 'addendum',
      statement: await forgeAddendum(author, { ...place, body: '' }),
      read: (shown) => verified(chain, Addendum, ADDENDUM, INSTANCE, shown),
    },
    {
      name: 'anchor',
      statement: await anchorOver({ as: author }, author.accountId, leaf),
      read: (shown) => verified(chain, Anchor, ANCHOR, INSTANCE, shown),
    },
    {
      name: 'verification',
      statement: await verificationOf({ as: author }, author),
      read: (shown) => verified(chain, VerificationStatement, VERIFICATION, INSTANCE, shown),
    },
  ];
}

/** What the instance signs, with a key of its own. */
async function receiptKind({ accountId }: ForgedAuthor): Promise<StatementKind> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const logKey = toB64u(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)));
  const bytes = jcsBytes({
    context: ERASE_RECEIPT,
    instance: INSTANCE,
    elementId: ELEMENT,
    recordId: accountId,
    version: 2,
    eraseHash: 'A'.repeat(43),
    destroyed: { versions: 1, keyPackets: 1, blobs: 0, bytes: 1 },
    backupDays: 0,
    at: '2026-01-01T00:00:00Z',
  });
  const statement = toSignedStatement(bytes, new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bytes)));
  return {
    name: 'receipt',
    statement,
    read: (shown) => verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, { instanceId: INSTANCE, logKey }, shown),
  };
}

/** As every part of a client that reads statements: form, context and instance, then the named key of the account, then the signature. */
async function verified<T extends { readonly context: string; readonly instance: string; readonly author: Author }>(
  chain: AccountChain,
  ...shown: Parameters<typeof parseStatement<T>>
) {
  const parsed = await parseStatement(...shown);
  await verifyStatement(parsed, keyOf(chain, parsed.value.author.fingerprint).certificate);
  return parsed;
}
