import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';

/** U08: what a copy of the database opens. */
export const stolenDatabase = [
  clientRow({
    id: 'U08',
    does: 'shows what the database keeps of a session',
    code: 'E_UNAUTHENTICATED',
    defences: [{ module: 'api/src/access/token.ts', check: 'tokenHash', body: 'return token;' }],
    setup: (stage) => stage.actor('Kim'),
    async attack({ account }, stage) {
      const stored = await stage.hostile.accounts.collection<{ _id: string }>('sessions').findOne({ accountId: account.accountId });
      const headers = { authorization: `Bearer ${stored?._id}` };
      return ask(stage, { method: 'GET', path: '/v1/accounts/me', headers });
    },
    control: (as, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me', as }),
  }),
];
