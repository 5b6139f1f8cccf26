import type { LoginRequest } from '@sealchart/protocol';
import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import { row } from '../harness/row.ts';
import type { Actor } from '../harness/stage.ts';
import { enter, enterUntouched } from './acts.ts';
import { ANSWER_SCHEMA } from './account-checks.ts';
import { answersTo, freshDevice, onLogin } from './accounts.ts';

/** H34: a server that asks for more than the login secret. What a whole session sends is read in `secrets.spec.ts`. */
export const loginSecret = [
  row({
    // Not E_LOGIN: the wish cannot be said in the protocol. The same for the next.
    id: 'H34',
    does: 'asks for the password itself',
    moment: 'first contact',
    code: 'E_ANSWER',
    defences: [ANSWER_SCHEMA],
    setup: freshDevice,
    mutate: ({ victim }) => victim.tamper(answersTo('/v1/auth/prelogin', (answer) => ({ ...answer, authMethod: 'plain' }))),
    act: enterUntouched,
  }),
  row({
    id: 'H34',
    does: 'asks for the unlock key',
    moment: 'first contact',
    code: 'E_ANSWER',
    defences: [ANSWER_SCHEMA],
    setup: freshDevice,
    mutate: ({ victim }) => victim.tamper(onLogin(() => ({ unlockKey: true }))),
    act: enter,
  }),
];

const HASHES = 'api/src/modules/accounts/login-hash.ts';

/** What a device showed to log in. */
export function shownBy({ traffic }: Actor): LoginRequest {
  const login = traffic.exchanges.findLast(({ request }) => new URL(request.url).pathname === '/v1/auth/login');
  return JSON.parse(login?.request.body ?? '') as LoginRequest;
}

/** H34: what the database keeps of a login secret, shown in its place. */
export const storedVerifier = [
  clientRow({
    id: 'H34',
    does: 'logs in with what the database keeps of a login secret',
    code: 'E_LOGIN',
    // Without hashing what is kept is the secret itself.
    defences: [
      { module: HASHES, check: 'hash', body: 'return { loginHash: loginSecret, pepper: this.secrets.peppers.current.id };' },
      { module: HASHES, check: 'matches', body: 'return kept?.loginHash === loginSecret;' },
      { module: HASHES, check: 'isOutdated', body: 'return false;' },
    ],
    setup: (stage) => stage.actor('Kim'),
    async attack({ account, identifier }, stage) {
      const kept = await stage.hostile.accounts
        .collection<{ _id: string; loginHash: string }>('accounts')
        .findOne({ _id: account.accountId });
      // The last part of the encoded hash: 32 bytes, as a login secret has them.
      const verifier = kept?.loginHash.split('$').at(-1)?.replaceAll('+', '-').replaceAll('/', '_');
      return ask(stage, { method: 'POST', path: '/v1/auth/login', body: { identifier, loginSecret: verifier, device: 'x' } });
    },
    control: (person, stage) => ask(stage, { method: 'POST', path: '/v1/auth/login', body: shownBy(person) }),
  }),
];
