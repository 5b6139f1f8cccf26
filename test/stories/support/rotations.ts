import type { BatchRequest, DirectoryEntry, ElementManifest } from '@sealchart/protocol';
import { fromB64u, fromUtf8, readCertificate } from '@sealchart/protocol';
import type { HttpRequest } from '@sealchart/sdk';
import { fastKdf } from '@sealchart/sdk/testing';
import type { InProcessServer } from './in-process-server.ts';
import type { Hostility, PersonOptions, TestPerson } from './people.ts';
import { person } from './people.ts';

/** A person whose password is stretched in no time: these stories are about keys. */
export function quickPerson(server: InProcessServer, name: string, options: PersonOptions = {}): Promise<TestPerson> {
  return person(server, name, { ...options, ports: { kdf: fastKdf(), ...options.ports } });
}

/** A device of this person that knows nothing; `login` is the password where it has changed since. */
export function freshDevice(
  server: InProcessServer,
  { identifier, account, password }: TestPerson,
  options: Pick<PersonOptions, 'login' | 'ports'> = {},
): Promise<TestPerson> {
  return quickPerson(server, account.name, { identifier, login: password, ...options });
}

export const NOTE = { schema: 'text/plain', title: 'Pulse', body: 'sixty' };

/** A new note of this person, shared with the others named. */
export async function shareNote(owner: TestPerson, readers: readonly TestPerson[], body = NOTE.body): Promise<string> {
  const [created] = await owner.client.create([{ ...NOTE, body }]);
  if (!created?.ok) throw new Error('the note was not stored');
  for (const reader of readers) {
    const { accountId } = await owner.client.findPerson(reader.identifier);
    const [shared] = await owner.client.share([created.elementId], accountId, { role: 'viewer' });
    if (!shared?.ok) throw new Error('the note was not shared');
  }
  return created.elementId;
}

/** Changes the answers of one path. */
export const at =
  <T>(path: string, change: (answer: T) => unknown): Hostility =>
  (request, answer) =>
    pathOf(request) === path ? change(answer as T) : undefined;

/** Shows this entry for its account, however it is asked for. */
export const showing =
  (entry: DirectoryEntry, accountId = entry.accountId): Hostility =>
  (request, answer) => {
    if (pathOf(request) === '/v1/directory/lookup' && (answer as DirectoryEntry).accountId === accountId) return entry;
    if (pathOf(request) !== '/v1/directory/accounts') return undefined;
    const { entries } = answer as { entries: DirectoryEntry[] };
    return { entries: entries.map((shown) => (shown.accountId === accountId ? entry : shown)) };
  };

/** A person's directory entry as the server shows it now. */
export async function entryOf(server: InProcessServer, subject: TestPerson): Promise<DirectoryEntry> {
  let entry: DirectoryEntry | undefined;
  const asker = await quickPerson(server, 'Asker');
  asker.tamper(at<DirectoryEntry>('/v1/directory/lookup', (answer) => void (entry = answer)));
  await asker.client.findPerson(subject.identifier);
  if (!entry) throw new Error('no entry');
  return entry;
}

export function pathOf({ url }: HttpRequest): string {
  return new URL(url).pathname;
}

/** What a device asked of this path since it had made so many exchanges. */
export function requestsSince({ traffic }: TestPerson, from: number, path: string): HttpRequest[] {
  return traffic.exchanges
    .slice(from)
    .map(({ request }) => request)
    .filter((request) => pathOf(request) === path);
}

/** The manifests that a device sent since then, each with the readers that it sealed a key for. */
export function sealedSince(device: TestPerson, from: number): { readonly manifest: ElementManifest; readonly sealedFor: string[] }[] {
  return requestsSince(device, from, '/v1/elements/batch').flatMap(({ body = '' }) =>
    (JSON.parse(body) as BatchRequest).items.map(({ manifest, keyPackets }) => ({
      manifest: JSON.parse(fromUtf8(fromB64u(manifest.statement))) as ElementManifest,
      sealedFor: keyPackets.map(({ principal }) => principal),
    })),
  );
}

/** Fingerprint of the key that elements are sealed to for an account, as its directory entry shows it: of its newest certificate, or of one before. */
export async function sealingKeyOf({ accountId, certificates }: DirectoryEntry, fromEnd = 1): Promise<string> {
  const { encryption } = await readCertificate(fromB64u(certificates.at(-fromEnd) ?? ''), { accountId });
  return encryption.fingerprint;
}
