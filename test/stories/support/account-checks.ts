import { expect } from '@jest/globals';
import type { ErrorCode } from '@sealchart/sdk';
import { SealchartError } from '@sealchart/sdk';
import { AccountDevice } from './account-device.ts';
import type { OwnedAccount } from './owned-account.ts';
import { RAW_HEADERS, noteOf } from './owned-account.ts';

/** What came of an act: `done`, or the code of its error. Whatever is no typed error is a defect. */
export async function outcomeOf(act: () => Promise<unknown>): Promise<'done' | ErrorCode> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof SealchartError) return error.code;
    throw error;
  }
}

/** Sends one secret as a thief would who speaks the protocol; `in` or the code of the refusal. */
export async function tryIn({ server, identifier, accountId }: OwnedAccount, way: 'login' | 'recover', secret: string): Promise<string> {
  const url = `${server.url}/v1/auth/${way}`;
  const body = way === 'login' ? { identifier, loginSecret: secret } : { account: accountId, recoveryLogin: secret };
  const http = server.from(`10.${[...crypto.getRandomValues(new Uint8Array(3))].join('.')}`);
  const answer = await http.send({ method: 'POST', url, headers: RAW_HEADERS, body: JSON.stringify({ ...body, device: 'thief' }) });
  return answer.status === 200 ? 'in' : (JSON.parse(answer.body) as { code: string }).code;
}

/** Wrong tries in a row that never reach the hourly limit of an account. */
const TRIES = 3;

/**
 * The password and the kit that hold lead in on a fresh device, and all elements are there; of those before, the last few do not
 * lead in, neither typed nor as the secrets that were sent once.
 */
export async function expectOwnerGetsIn(owner: OwnedAccount): Promise<void> {
  const device = new AccountDevice(owner.server);
  await owner.login(device, false);
  expect(device.client.account().accountId).toBe(owner.accountId);
  await expectAllElements(owner, device);
  await expectFormerWaysClosed(owner);
}

export async function expectAllElements({ notes }: OwnedAccount, { client }: AccountDevice): Promise<void> {
  expect((await client.sync()).refused).toEqual([]);
  const bodies = await Promise.all((await client.list()).map(async ({ elementId }) => (await client.open(elementId)).body));
  expect(bodies.sort()).toEqual(Array.from({ length: notes }, (_, n) => noteOf(n)).sort());
}

async function expectFormerWaysClosed(owner: OwnedAccount): Promise<void> {
  const { history, newest } = owner;
  const formerLogins = new Set(history.map(({ password }) => password.login));
  formerLogins.delete(newest.password.login);
  for (const secret of [...formerLogins].slice(-TRIES)) expect(await tryIn(owner, 'login', secret)).toBe('E_LOGIN');
  expect(await tryIn(owner, 'login', newest.password.login)).toBe('in');
  const formerKits = new Set(history.flatMap(({ kit }) => (kit ? [kit.login] : [])));
  if (newest.kit) formerKits.delete(newest.kit.login);
  for (const secret of [...formerKits].slice(-TRIES)) expect(await tryIn(owner, 'recover', secret)).toBe('E_KIT');
  if (newest.kit) expect(await tryIn(owner, 'recover', newest.kit.login)).toBe('in');
}
