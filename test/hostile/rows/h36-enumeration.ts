import type { RawAnswer } from '../harness/client-row.ts';
import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { answerOf } from './client-acts.ts';
import { loginSecretOf, tryKit, tryLogin } from './guessing.ts';

const person = (stage: Stage) => stage.actor('Kim');
const SERVICE = 'api/src/modules/accounts/accounts.service.ts';

/** Somebody who has no account, with an address as long. */
const strangerLike = ({ identifier }: Actor): string => `${identifier.slice(0, -20)}${crypto.randomUUID().slice(0, 8)}@example.org`;

const prelogin = (stage: Stage, identifier: string): Promise<RawAnswer> =>
  ask(stage, { method: 'POST', path: '/v1/auth/prelogin', body: { identifier } });

const blank = (text: string): string => '*'.repeat(text.length);

/** All of an answer that could tell something: what is drawn anew for each is made alike, not its length. */
function toldBy({ status, headers, body }: RawAnswer, isRepeated: boolean): string {
  const { date: _, ...lasting } = headers ?? {};
  const drawn = JSON.stringify({ status, lasting, body }).replaceAll(/(?<="(?:requestId|x-request-id)":")[^"]+/g, blank);
  return isRepeated ? drawn : drawn.replaceAll(/(?<="salt":")[^"]+/g, blank);
}

/** The last answer, where nothing on the way to it tells who has an account; else an outcome that says so. */
async function unlessTold(kim: Actor, conversation: (who: string) => Promise<RawAnswer[]>): Promise<RawAnswer> {
  const [known, unknown] = [await conversation(kim.identifier), await conversation(strangerLike(kim))];
  const isTold = known.some((answer, i) => toldBy(answer, false) !== toldBy(unknown[i] as RawAnswer, false));
  const last = unknown.at(-1) as RawAnswer;
  return isTold ? { ...last, outcome: 'told apart' } : last;
}

/** What an address is asked for, twice, and a wrong password. */
const askAndTry = async (stage: Stage, who: string): Promise<RawAnswer[]> => {
  const [first, second] = [await prelogin(stage, who), await prelogin(stage, who)];
  const isSame = toldBy(first, true) === toldBy(second, true);
  return [isSame ? first : { ...first, outcome: 'another answer', body: 'another answer' }, await tryLogin(stage, who)];
};

/** H36: who has an account. Times are measured in api/src/modules/auth/enumeration.spec.ts. */
export const enumeration = [
  ...[
    {
      does: 'asks for the settings of somebody who has no account, twice',
      defences: [
        {
          module: 'api/src/modules/accounts/identity-hash.ts',
          check: 'kdfOf',
          body: "return { ...KDF_DEFAULT, salt: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url') };",
        },
      ],
    },
    {
      does: 'asks for the settings of somebody, to see whether there are any',
      defences: [
        {
          module: SERVICE,
          check: 'findKdf',
          body: "const account = await this.accounts.findByIdentity(this.identities.idOf(identifier)); if (!account) throw new SealchartError('E_NOT_FOUND'); return account.kdf;",
        },
      ],
    },
    {
      does: 'tries a password, to see whether it is wrong or the address',
      defences: [
        {
          module: SERVICE,
          check: 'prove',
          body: "const account = await this.accounts.findByIdentity(this.identities.idOf(identifier)); if (!account) throw new SealchartError('E_NOT_FOUND'); return (await this.logins.matches(account, loginSecret)) ? provenOf(account) : undefined;",
        },
      ],
    },
  ].map((attack) =>
    clientRow({
      id: 'H36',
      code: 'E_LOGIN',
      ...attack,
      setup: person,
      attack: (kim, stage) => unlessTold(kim, (who) => askAndTry(stage, who)),
      control: async (kim, stage) => {
        await kim.client.logout();
        await kim.client.login({ identifier: kim.identifier, password: kim.password, device: 'a device' });
        return tryLogin(stage, kim.identifier, loginSecretOf(kim));
      },
    }),
  ),
  clientRow({
    id: 'H36',
    does: 'tries the words of a kit, to see whether they are wrong or the address',
    code: 'E_KIT',
    defences: [
      {
        module: SERVICE,
        check: 'proveRecovery',
        body: "const found = await this.accounts.findByIdentity(this.identities.idOf(account)); if (!found) throw new SealchartError('E_NOT_FOUND'); return undefined;",
      },
    ],
    setup: person,
    attack: (kim, stage) => unlessTold(kim, async (who) => [await tryKit(stage, who)]),
    control: async ({ client, identifier, password }) => {
      const kit = await client.makeRecoveryKit({ password });
      await client.logout();
      const newPassword = `another long password ${crypto.randomUUID()}`;
      return answerOf(() => client.recover({ kit, identifier, newPassword, device: 'a device' }));
    },
  }),
];
