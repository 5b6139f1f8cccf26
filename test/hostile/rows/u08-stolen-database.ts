import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import { LOGIN_FAILURES_PER_HOUR } from '@sealchart/protocol';
import { answerOf } from './client-acts.ts';
import { loginSecretOf, setPoints } from './guessing.ts';

/** A token is kept as its hash. */
const TOKEN_HASH = { module: 'api/src/access/token.ts', check: 'tokenHash', body: 'return token;' };

/** U08: what a copy of the database opens. */
export const stolenDatabase = [
  clientRow({
    id: 'U08',
    does: 'shows what the database keeps of a session',
    code: 'E_UNAUTHENTICATED',
    defences: [TOKEN_HASH],
    setup: (stage) => stage.actor('Kim'),
    async attack({ account }, stage) {
      const stored = await stage.hostile.accounts.collection<{ _id: string }>('sessions').findOne({ accountId: account.accountId });
      const headers = { authorization: `Bearer ${stored?._id}` };
      return ask(stage, { method: 'GET', path: '/v1/accounts/me', headers });
    },
    control: (as, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me', as }),
  }),
  // What it keeps of a login secret is tried under H34.
  clientRow({
    id: 'U08',
    does: 'shows what the database keeps of a recovery kit',
    code: 'E_KIT',
    defences: [
      {
        module: 'api/src/modules/accounts/accounts.service.ts',
        check: 'proveRecovery',
        body: 'const found = await this.accounts.findOpen(account); return found?.recoveryHash === recoveryLogin ? provenOf(found) : undefined;',
      },
    ],
    async setup(stage) {
      const kim = await stage.actor('Kim');
      return { kim, kit: await kim.client.makeRecoveryKit({ password: kim.password }) };
    },
    async attack({ kim: { account } }, stage) {
      const accounts = stage.hostile.accounts.collection<{ _id: string; recoveryHash: string }>('accounts');
      const stored = await accounts.findOne({ _id: account.accountId });
      const body = { account: account.accountId, recoveryLogin: stored?.recoveryHash, device: 'a device' };
      return ask(stage, { method: 'POST', path: '/v1/auth/recover', body });
    },
    async control({ kim: { client, identifier }, kit }) {
      await client.logout();
      const newPassword = `another long password ${crypto.randomUUID()}`;
      return answerOf(() => client.recover({ kit, identifier, newPassword, device: 'a device' }));
    },
  }),
  clientRow({
    id: 'U08',
    does: 'shows what the database keeps of a known device, where strangers have no tries left',
    code: 'E_THROTTLED',
    defences: [TOKEN_HASH],
    async setup(stage) {
      const kim = await stage.actor('Kim');
      await setPoints(stage.hostile.accounts, `login-failures:${kim.account.accountId}`, LOGIN_FAILURES_PER_HOUR);
      return kim;
    },
    async attack(kim, stage) {
      const { identifier, account } = kim;
      const stored = await stage.hostile.accounts.collection<{ _id: string }>('devices').findOne({ accountId: account.accountId });
      const body = { identifier, loginSecret: loginSecretOf(kim), device: 'a device', deviceToken: stored?._id };
      return ask(stage, { method: 'POST', path: '/v1/auth/login', body });
    },
    control: ({ client, identifier, password }) => answerOf(() => client.login({ identifier, password, device: 'a device' })),
  }),
];
