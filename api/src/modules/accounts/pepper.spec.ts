import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import type { Secrets } from '../../platform/secrets/secrets.ts';
import { SECRETS } from '../../platform/secrets/secrets.ts';
import { rotatePepper } from '../../platform/secrets/pepper-rotation.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { logIn, registerAndLogIn } from '../../testing/test-account.ts';
import { random, writeNextBundle } from '../../testing/test-bundle.ts';
import { TestServer, removeEnvironment, startServerOn, testEnvironment } from '../../testing/test-server.ts';
import { ACCOUNT } from './account.schema.ts';

let env: Record<string, string>;
let folder: string;
let server: TestServer;
let person: LoggedInAccount;
beforeEach(async () => {
  env = await testEnvironment();
  folder = env['SECRETS_DIR'] ?? '';
  server = await startServerOn(env, { hasRealHashes: true });
  person = await registerAndLogIn(server);
});
afterEach(async () => {
  await Promise.all([server, ...others.splice(0)].map(({ app }) => app.close()));
  await removeEnvironment(env);
});

/** Nodes beside `server`. */
const others: TestServer[] = [];
const startBeside = async (settings: Record<string, string>): Promise<TestServer> => {
  const other = await startServerOn(settings, { hasRealHashes: true });
  others.push(other);
  return other;
};

const restart = async (): Promise<void> => {
  await server.app.close();
  server = await startServerOn(env, { hasRealHashes: true });
};
const kept = async (): Promise<{ loginHash: string; pepper: string }> => {
  const account = await server.accounts
    .collection<{ _id: string; loginHash: string; pepper: string }>(ACCOUNT)
    .findOne({ _id: person.accountId });
  return { loginHash: account?.loginHash ?? '', pepper: account?.pepper ?? '' };
};
const currentId = (): string => server.app.get<Secrets>(SECRETS).peppers.current.id;
const tryLogIn = (on: TestServer, loginSecret = person.request.loginSecret) =>
  on.inject({ method: 'POST', url: '/v1/auth/login', payload: { identifier: person.request.identifier, loginSecret, device: 'spec' } });

describe('after a pepper was replaced', () => {
  it('everybody gets in, wrong secrets do not, and each hash moves to the new one at the next login', async () => {
    const before = await kept();
    const { id, formerId } = await rotatePepper(folder);
    await restart();
    expect([before.pepper, currentId()]).toEqual([formerId, id]);
    expect((await tryLogIn(server, random(32))).status).toBe(401);
    expect(await kept()).toEqual(before);
    expect((await tryLogIn(server)).status).toBe(200);
    const after = await kept();
    expect(after.pepper).toBe(id);
    const secret = Buffer.from(person.request.loginSecret, 'base64url');
    const { key } = server.app.get<Secrets>(SECRETS).peppers.current;
    expect(await argon2.verify(after.loginHash, secret, { secret: key })).toBe(true);
    expect((await tryLogIn(server)).status).toBe(200);
    expect(await kept()).toEqual(after);
  });

  it('several times, people who were away for all of it get in', async () => {
    for (let i = 0; i < 3; i += 1) await rotatePepper(folder);
    await restart();
    expect((await tryLogIn(server)).status).toBe(200);
    expect((await kept()).pepper).toBe(currentId());
  });

  it('a hash is also made anew where the parameters have risen', async () => {
    const { key, id } = server.app.get<Secrets>(SECRETS).peppers.current;
    const secret = Buffer.from(person.request.loginSecret, 'base64url');
    const loginHash = await argon2.hash(secret, { memoryCost: 8_192, timeCost: 1, parallelism: 1, secret: key });
    await server.accounts.collection(ACCOUNT).updateOne({ _id: person.accountId as never }, { $set: { loginHash } });
    await rotatePepper(folder);
    await restart();
    expect((await tryLogIn(server)).status).toBe(200);
    expect((await kept()).loginHash).toMatch(/m=19456,p=1,t=2/);
    expect((await kept()).pepper).not.toBe(id);
  });

  it('new passwords and new accounts use the new one', async () => {
    await rotatePepper(folder);
    await restart();
    const { account } = await writeNextBundle(server, person, { password: 'new' });
    expect((await kept()).pepper).toBe(currentId());
    expect((await tryLogIn(server, account.keys.loginSecret)).status).toBe(200);
    const heir = await registerAndLogIn(server);
    expect((await logIn(server, heir.request)).login.accountId).toBe(heir.accountId);
  });

  it('a node that was not restarted finds the new one in the shared folder', async () => {
    await rotatePepper(folder);
    const other = await startBeside(env);
    expect((await tryLogIn(other)).status).toBe(200);
    expect((await kept()).pepper).not.toBe(currentId());
    expect((await tryLogIn(server)).status).toBe(200);
    expect((await tryLogIn(server, random(32))).status).toBe(401);
  });

  it('a node with an old copy of the folder says that it is not ready, never that a password is wrong', async () => {
    const copy = join(folder, '..', 'copy');
    await cp(folder, copy, { recursive: true });
    const old = await startBeside({ ...env, SECRETS_DIR: copy });
    await rotatePepper(folder);
    await restart();
    await tryLogIn(server);
    for (let i = 0; i < 15; i += 1) {
      expect(await tryLogIn(old)).toMatchObject({ status: 503, body: { code: 'E_UNAVAILABLE' } });
    }
    expect((await tryLogIn(server)).status).toBe(200);
    expect(old.log.join('')).toContain(`pepper-${currentId()}`);
    await expect(startServerOn({ ...env, SECRETS_DIR: copy })).rejects.toMatchObject({
      code: 'E_SECRETS',
      issues: [{ path: `pepper-${currentId()}` }],
    });
  });
});

describe('a former pepper', () => {
  it('that accounts need stops the start when it is gone, by name, until it is back', async () => {
    const { formerId } = await rotatePepper(folder);
    const [file, aside] = [join(folder, `pepper-${formerId}`), join(folder, '..', 'aside')];
    await rename(file, aside);
    await server.app.close();
    await expect(startServerOn(env)).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: `pepper-${formerId}` }] });
    await rename(aside, file);
    server = await startServerOn(env, { hasRealHashes: true });
    expect((await tryLogIn(server)).status).toBe(200);
  });

  it('is named in the log once nobody needs it, not before, and may be deleted then', async () => {
    const { formerId } = await rotatePepper(folder);
    await restart();
    expect(server.log.join('')).not.toContain(formerId);
    await tryLogIn(server);
    await restart();
    expect(server.log.join('')).toContain(`pepper-${formerId}`);
    await rm(join(folder, `pepper-${formerId}`));
    await restart();
    expect(server.log.join('')).not.toContain(formerId);
    expect((await tryLogIn(server)).status).toBe(200);
  });
});
