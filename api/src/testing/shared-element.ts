import type { ReadResponse } from '@sealchart/protocol';
import { fromB64u } from '@sealchart/protocol';
import type { LoggedInAccount } from './test-account.ts';
import type { TestReader, TestVersion } from './test-element.ts';
import { TestElement, store } from './test-element.ts';
import type { TestAnswer, TestServer } from './test-server.ts';

/** Who writes a shared element, and who reads it. */
export interface ElementPeople {
  readonly owner: LoggedInAccount;
  readonly manager: LoggedInAccount;
  readonly viewer: LoggedInAccount;
}

export interface SharedElement {
  readonly versions: readonly TestVersion[];
  readonly element: TestElement;
  readonly elementId: string;
}

/** An account as the reader of an element. */
export const as = ({ identity }: LoggedInAccount, role: TestReader['role']): TestReader => ({ identity, role });

/** An element with three versions, two contents, a manager and a viewer; the server does not know it. */
export async function makeShared({ owner, manager, viewer }: ElementPeople): Promise<SharedElement> {
  const first = await TestElement.of(owner.identity).edit();
  const shared = await first.element.share([...first.element.readers, as(manager, 'manager'), as(viewer, 'viewer')]);
  const edited = await shared.element.edit();
  return { versions: [first, shared, edited], element: edited.element, elementId: edited.element.elementId };
}

/** As `makeShared`, and stored. */
export async function storeShared(server: TestServer, people: ElementPeople): Promise<SharedElement> {
  const shared = await makeShared(people);
  const results = await store(server, people.owner, ...shared.versions);
  if (!results.every((result) => result.status === 'stored')) throw new Error(JSON.stringify(results));
  return shared;
}

/** Asks for one element, from the version after `after`. */
export const viewElement = (server: TestServer, { token }: LoggedInAccount, elementId: string, after = 0): Promise<TestAnswer> =>
  server.inject({ url: `/v1/elements/${elementId}?after=${after}`, token });

/** Asks for many elements at once, from their beginnings. */
export async function readElements(
  server: TestServer,
  { token }: LoggedInAccount,
  { elementIds, content }: { readonly elementIds: readonly string[]; readonly content: boolean },
): Promise<ReadResponse> {
  const payload = { items: elementIds.map((elementId) => ({ elementId, after: 0 })), content };
  return (await server.inject({ method: 'POST', url: '/v1/elements/read', token, payload })).body as ReadResponse;
}

/** Everything sealed or signed that versions brought. */
export const broughtBy = (versions: readonly TestVersion[]): Uint8Array[] =>
  versions.flatMap(({ write: { manifest, dataPacket, keyPackets, historyPackets = [] } }) =>
    [
      manifest.statement,
      manifest.signature,
      ...(dataPacket === undefined ? [] : [dataPacket]),
      ...[...keyPackets, ...historyPackets].map(({ packet }) => packet),
    ].map(fromB64u),
  );
