import { LIVE_STREAMS } from '@sealchart/protocol';
import { RAW_HEADERS } from '../../stories/support/owned-account.ts';
import type { RawAnswer } from '../harness/client-row.ts';
import { clientRow } from '../harness/client-row.ts';
import { ask, someAddress, tokenOf } from '../harness/raw-request.ts';
import { answerOf, lookUp } from './client-acts.ts';
import { lastOf, leave } from './guessing.ts';
import { COUNTER } from './h37-guessing.ts';
import { writeNote } from './people.ts';

/** U07: quotas and automation. */
export const quotas = [
  clientRow({
    id: 'U07',
    does: 'fills a record beyond what it may hold',
    code: 'E_QUOTA',
    defences: [{ module: 'api/src/modules/elements/record-room.ts', check: '#require' }],
    env: { RECORD_ELEMENTS: '2' },
    async setup(stage) {
      const [greedy, other] = [await stage.actor('Mallory'), await stage.actor('Kim')];
      for (const owner of [greedy, greedy, other]) await writeNote(owner);
      return { greedy, other };
    },
    attack: ({ greedy }) => answerOf(() => writeNote(greedy)),
    control: ({ other }) => answerOf(() => writeNote(other)),
  }),
  clientRow({
    id: 'U07',
    does: 'looks people up again and again, to learn who has an account',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    async setup(stage) {
      const [greedy, other] = [await stage.actor('Mallory'), await stage.actor('Kim')];
      await leave(stage, 2, 'lookup', greedy.account.accountId);
      return { greedy, other };
    },
    attack: ({ greedy, other }, stage) => lastOf(3, () => lookUp(stage, greedy, { identifier: other.identifier })),
    control: ({ greedy, other }, stage) => lookUp(stage, other, { identifier: greedy.identifier }),
  }),
  clientRow({
    id: 'U07',
    does: 'changes the keys of its account again and again',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    async setup(stage) {
      const [greedy, other] = [await stage.actor('Mallory'), await stage.actor('Kim')];
      const session = (await greedy.client.sessions()).find(({ isCurrent }) => isCurrent);
      await leave(stage, 0, 'keys', session?.sessionId ?? '');
      return { greedy, other };
    },
    attack: ({ greedy }) => answerOf(() => greedy.client.makeRecoveryKit({ password: greedy.password })),
    control: ({ other }) => answerOf(() => other.client.makeRecoveryKit({ password: other.password })),
  }),
  clientRow({
    id: 'U07',
    does: 'registers one account after the other from one address',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    async setup(stage) {
      const from = someAddress();
      const { traffic } = await stage.actor('Mallory');
      const { request } = traffic.exchanges.find((exchange) => exchange.request.url.endsWith('/v1/accounts')) ?? {};
      await leave(stage, 0, 'register', from);
      return { from, body: request?.body };
    },
    attack: ({ from, body }, stage) => ask(stage, { method: 'POST', path: '/v1/accounts', body, from }),
    control: (_, stage) => answerOf(() => stage.actor('Kim')),
  }),
  clientRow({
    id: 'U07',
    does: 'registers accounts from everywhere',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    // A server of its own: the counter is everybody's.
    env: {},
    setup: (stage) => leave(stage, 1, 'registrations', 'all'),
    async attack(_, stage) {
      await leave(stage, 0, 'registrations', 'all');
      return answerOf(() => stage.actor('Mallory'));
    },
    control: (_, stage) => answerOf(() => stage.actor('Kim')),
  }),
  clientRow({
    id: 'U07',
    does: 'registers where all room is taken',
    code: 'E_QUOTA',
    defences: [{ module: 'api/src/modules/accounts/accounts.repository.ts', check: 'areAtLeast', body: 'return false;' }],
    env: { INSTANCE_ACCOUNTS: '1' },
    setup: (stage) => stage.actor('Kim'),
    attack: (_, stage) => answerOf(() => stage.actor('Mallory')),
    control: (kim) => answerOf(() => writeNote(kim)),
  }),
  clientRow({
    id: 'U07',
    does: 'holds one stream more open than a household has devices',
    code: 'E_LIMIT',
    defences: [{ module: 'api/src/modules/feeds/live-streams.service.ts', check: 'requireRoom' }],
    // A server of its own: streams need a port.
    env: {},
    async setup(stage) {
      const [greedy, other] = [await stage.actor('Mallory'), await stage.actor('Kim')];
      const url = await stage.hostile.server.listen();
      const [ofGreedy, ofOther] = [await tokenOf(greedy), await tokenOf(other)];
      const streams = await Promise.all(Array.from({ length: LIVE_STREAMS }, () => openStream(url, ofGreedy)));
      if (streams.some(({ outcome }) => outcome !== 'done')) throw new Error('not so many streams');
      return { url, ofGreedy, ofOther };
    },
    attack: ({ url, ofGreedy }) => openStream(url, ofGreedy),
    control: ({ url, ofOther }) => openStream(url, ofOther),
  }),
];

/** Opens a stream that stays open until its server ends. */
async function openStream(url: string, authorization: string): Promise<RawAnswer> {
  const { 'content-type': _, ...always } = RAW_HEADERS;
  const response = await fetch(`${url}/v1/feeds/live`, { headers: { ...always, authorization, accept: 'text/event-stream' } });
  const { status } = response;
  if (status === 200) return { status, outcome: 'done', body: undefined };
  const { code } = (await response.json()) as { code: string };
  return { status, outcome: code, body: undefined };
}
