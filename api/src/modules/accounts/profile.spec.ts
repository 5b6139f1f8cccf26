import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CLOCK_AHEAD_MS, PROFILE, toInstant } from '@sealchart/protocol';
import type { SignedStatement } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { readState, registerAndLogIn } from '../../testing/test-account.ts';
import { hashOfStatement, random, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestIdentity } from '../../testing/test-identity.ts';
import { makeTestIdentity } from '../../testing/test-identity.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { AccountWrites } from './account-writes.ts';

let server: TestServer;
let person: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  person = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const send = (profile: unknown, token: string | undefined = person.token): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url: '/v1/accounts/me/profile', payload: { profile }, ...(token === '' ? {} : { token }) });

/** The successor of the first profile. */
const next = async (parts: object = {}, signer: TestIdentity = person.identity): Promise<SignedStatement> => {
  const previous = await hashOfStatement(person.request.profile);
  return signer.sign({ ...signer.fields(PROFILE), number: 2, previous, name: 'Another Name', ...parts });
};
const stored = async (): Promise<unknown> => {
  const { body } = await server.inject({ url: '/v1/accounts/me', token: person.token });
  return (body as { entry: { profile: unknown } }).entry.profile;
};

describe('a next profile', () => {
  it('takes the place of the one before', async () => {
    const profile = await next();
    expect((await send(profile)).status).toBe(204);
    expect(await stored()).toEqual(profile);
  });

  it('is answered as the first time when it is sent again', async () => {
    const profile = await next();
    expect([(await send(profile)).status, (await send(profile)).status]).toEqual([204, 204]);
    expect((await send(person.request.profile)).status).toBe(409);
    expect(await stored()).toEqual(profile);
  });

  it('of several at once wins alone', async () => {
    const names = ['Ada', 'Bea', 'Cleo', 'Dora'];
    const answers = await Promise.all(names.map(async (name) => send(await next({ name }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409]);
  });

  it('is signed by the current key, not by a former one, nor by somebody else', async () => {
    const { account } = await writeNextBundle(server, person, { rotation: 'routine' });
    expect(await send(await next())).toMatchObject({ status: 422, body: { code: 'E_AUTHOR' } });
    const author = { account: person.accountId, fingerprint: account.identity.certificate.fingerprint };
    expect(await send(await next({ author }))).toMatchObject({ status: 422, body: { code: 'E_SIGNATURE' } });
    const profile = await next({}, account.identity);
    expect((await send(profile)).status).toBe(204);
    expect(await stored()).toEqual(profile);
  });

  it('that was judged by the key before a rotation is not stored after it', async () => {
    const { certificate } = person.identity;
    await writeNextBundle(server, person, { rotation: 'routine' });
    const before = await readState(server, person.accountId);
    const row = { _id: person.accountId, number: 2, statement: Buffer.from('x'), signature: Buffer.from('x') };
    const late = server.app.get(AccountWrites).writeProfile({ accountId: person.accountId, certificateHash: certificate.hash }, row);
    await expect(late).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect(await readState(server, person.accountId)).toEqual(before);
  });

  it.each<[string, () => object, number, string]>([
    ['with another number', () => ({ number: 3 }), 409, 'E_CONFLICT'],
    ['of the first number', () => ({ number: 1 }), 409, 'E_CONFLICT'],
    ['behind another one', () => ({ previous: random(32) }), 409, 'E_CONFLICT'],
    ['without predecessor', () => ({ previous: null }), 409, 'E_CONFLICT'],
    ['from the future', () => ({ authoredAt: toInstant(Date.now() + CLOCK_AHEAD_MS + 3_600_000) }), 422, 'E_CLOCK'],
    ['of another instance', () => ({ instance: 'ins_AAAAAAAAAAAAAAAAAAAAAA' }), 422, 'E_INSTANCE'],
    ['of another context', () => ({ context: 'sealchart/v1/account-event' }), 422, 'E_CONTEXT'],
    ['with an empty name', () => ({ name: '' }), 422, 'E_FORMAT'],
    ['with an unknown field', () => ({ admin: true }), 422, 'E_FORMAT'],
    ['of another account', () => ({ author: { account: 'acc_AAAAAAAAAAAAAAAAAAAAAA', fingerprint: 'ab'.repeat(32) } }), 422, 'E_AUTHOR'],
  ])('is refused %s', async (_, parts, status, code) => {
    const before = await readState(server, person.accountId);
    expect(await send(await next(parts()))).toMatchObject({ status, body: { code } });
    expect(await readState(server, person.accountId)).toEqual(before);
  });

  it('is refused when another person signed it, when nobody did, and without session', async () => {
    const other = await makeTestIdentity(server.instanceId);
    const { author } = person.identity.fields(PROFILE);
    expect(await send(await next({ author }, other))).toMatchObject({ status: 422, body: { code: 'E_SIGNATURE' } });
    expect((await send({ ...(await next()), signature: 'AAAA' })).status).toBe(422);
    expect((await send({ ...(await next()), signature: '' })).status).toBe(400);
    expect((await send(undefined)).status).toBe(400);
    expect((await send(await next(), '')).status).toBe(401);
    const stranger = await registerAndLogIn(server);
    expect(await send(await next(), stranger.token)).toMatchObject({ status: 422, body: { code: 'E_AUTHOR' } });
    expect(await stored()).toEqual(person.request.profile);
  });
});
