import type { Author, DirectoryEntry, ElementManifest, ElementView, SignedStatement } from '@sealchart/protocol';
import { fromB64u, fromUtf8, sha256B64u, toB64u, utf8 } from '@sealchart/protocol';
import type { ForgedAuthor, ForgedReader, ForgedVersion, Forgery } from '@sealchart/sdk/testing';
import { Session, forge } from '@sealchart/sdk/testing';
import type { Actor, Stage } from '../harness/stage.ts';
import { answersAt, viewAnswered } from './answers.ts';

/** Somebody's keys in the hands of whoever writes statements by hand. */
export async function forgedAuthor({ hostile }: Stage, { ports, password, account }: Actor): Promise<ForgedAuthor> {
  const session = new Session({ server: hostile.server.url, client: { name: 'stories', version: '0.1.0' }, ports });
  const { identity } = await session.unlock({ password });
  return { instanceId: hostile.instanceId, accountId: account.accountId, identity };
}

/** Such a person as a reader. */
export const asReader = ({ accountId, identity }: ForgedAuthor, role: ForgedReader['role']): ForgedReader => ({
  accountId,
  certificate: identity.certificate,
  role,
});

/** An element from its first version on, as the server shows it to one of its readers. */
export async function wholeView(reader: Actor, elementId: string): Promise<ElementView> {
  return viewAnswered(reader, elementId, () => reader.client.history(elementId));
}

export const manifestOf = ({ statement }: SignedStatement): ElementManifest => valueOf(statement) as ElementManifest;

export const valueOf = (statement: string): unknown => JSON.parse(fromUtf8(fromB64u(statement)));

/** The same signature under another text. */
export const edited = (signed: SignedStatement, edit: (text: string) => string): SignedStatement => ({
  ...signed,
  statement: toB64u(utf8(edit(fromUtf8(fromB64u(signed.statement))))),
});

/** The newest version of a view, for a forged one to follow. */
export async function newestOf({ chain }: Pick<ElementView, 'chain'>): Promise<ForgedVersion> {
  const signed = chain.at(-1);
  if (!signed) throw new Error('a view without manifests');
  const hash = await sha256B64u(fromB64u(signed.statement));
  return {
    signed,
    hash,
    value: manifestOf(signed),
    sessionKey: crypto.getRandomValues(new Uint8Array(32)),
    dataPacket: new Uint8Array(),
    keyPackets: new Map(),
  };
}

/** The version after the newest of a view, in the record of whoever is its owner among the readers; `way` says what is wrong with it. */
export async function forgedNext(
  author: ForgedAuthor,
  view: ElementView,
  readers: readonly ForgedReader[],
  way: Omit<Forgery, 'elementId' | 'recordId' | 'readers'> = {},
): Promise<ForgedVersion> {
  const owner = readers.find(({ role }) => role === 'owner');
  if (!owner) throw new Error('a version without an owner');
  const { elementId } = view;
  return forge(author, { elementId, recordId: owner.accountId, before: await newestOf(view), at: Date.now(), readers, ...way });
}

/** A view with one version more, as its reader is answered who has verified `after` versions. */
export function continued(view: ElementView, version: ForgedVersion, reader: { readonly accountId: string }, after = 0): ElementView {
  const { elementId, chain, content } = view;
  const keyPacket = version.keyPackets.get(reader.accountId);
  const { value, dataPacket, signed } = version;
  const contentVersion = value.content?.contentVersion ?? 0;
  const sealed = value.kind === 'content' && keyPacket && { contentVersion, dataPacket: toB64u(dataPacket), keyPacket, open: {} };
  const answered = sealed ?? content;
  return { elementId, chain: [...chain, signed].slice(after), newest: value.version, ...(answered ? { content: answered } : {}) };
}

/** What the directory says of somebody. */
export async function entryOf(asker: Actor, { identifier }: Actor): Promise<DirectoryEntry> {
  const from = asker.traffic.exchanges.length;
  await asker.client.findPerson(identifier);
  const { response } = asker.traffic.exchanges.slice(from).findLast(({ request }) => request.url.endsWith('/directory/lookup')) ?? {};
  return JSON.parse(response?.body ?? '') as DirectoryEntry;
}

/** As statements name who signed them. */
export const named = ({ accountId, identity }: ForgedAuthor): Author => ({
  account: accountId,
  fingerprint: identity.certificate.fingerprint,
});

/** A bit of base64url bytes turned over; by default the lowest one. */
export function flipped(text: string, index: number, bit = 1): string {
  const bytes = fromB64u(text);
  const at = (index + bytes.length) % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ bit;
  return toB64u(bytes);
}

/** The element that is read by itself becomes this one. */
export const serveView = (view: ElementView) => answersAt('/v1/elements/elm_', () => view);
