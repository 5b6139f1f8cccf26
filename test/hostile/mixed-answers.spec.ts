import { beforeAll, describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import type { HttpRequest, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { seeded } from '../stories/support/login-mutations.ts';
import { IS_LONG } from '../stories/support/long-form.ts';
import type { Actor } from './harness/stage.ts';
import { suiteServer } from './harness/suite-server.ts';
import { stageOf } from './harness/stage.ts';
import { outcomeOf } from './harness/trial.ts';
import { doneOf, shareNote } from './rows/people.ts';

/** Drawn of all combinations in the short form; the same in every run. */
const [SEED, SHORT_TRIALS] = [0x317e, 100];

/** The version that brought the second content: before it two people were let in. */
const REWRITTEN = 4;

/** An answer as it was given once, to anybody. */
interface Recorded {
  readonly route: string;
  readonly body: string;
}

/** Something that the victim does, and what came of it as text. */
interface Act {
  readonly name: string;
  readonly run: (client: SealchartClient) => Promise<unknown>;
}

/** A request without what it is about. */
const routeOf = ({ method, url }: HttpRequest): string => {
  const path = new URL(url).pathname.replace(/elm_[\w-]{22}/, ':elementId');
  return `${method} ${path.replace(/contents\/\d+$/, 'contents/:contentVersion')}`;
};

const recordedOf = ({ traffic }: Actor): Recorded[] =>
  traffic.exchanges.flatMap(({ request, response }) =>
    response?.status === 200 ? [{ route: routeOf(request), body: response.body }] : [],
  );

describe('answers of a server, each given to each request of the same kind', () => {
  const hostile = suiteServer();
  let victim: Actor;
  let acts: readonly Act[];
  let recorded: readonly Recorded[];
  let kept: ReadonlyMap<string, Uint8Array>;
  /** What came of each act when this device was as it is kept, and what comes of it since others wrote on. */
  const honest = new Map<string, Set<string>>();
  const routes = new Map<string, ReadonlySet<string>>();

  beforeAll(async () => {
    const stage = stageOf(hostile());
    const [kim, lou] = [await stage.actor('Kim'), await stage.actor('Lou')];
    victim = await stage.victim('Dr Ada');
    const bob = await stage.actor('Bob');
    const ids: string[] = [];
    for (const owner of [kim, kim, lou]) ids.push((await shareNote(owner, victim)).elementId);
    const [first = '', , third = ''] = ids;
    for (const [i, owner] of [kim, kim, lou].entries()) await shareOn(owner, ids[i] ?? '', bob);
    const readAll = async ({ client }: Actor): Promise<void> => {
      await client.sync();
      for (const elementId of ids) await client.history((await client.open(elementId)).elementId);
      for (const { identifier } of [kim, lou]) await client.findPerson(identifier);
    };
    for (const reader of [victim, bob]) await readAll(reader);
    for (const [i, owner] of [kim, kim, lou].entries()) await rewrite(owner, ids[i] ?? '', 'twice');
    for (const reader of [victim, bob]) await readAll(reader);
    acts = [
      ...ids.flatMap((elementId, i): Act[] => [
        { name: `open ${i}`, run: (client) => client.open(elementId) },
        { name: `history ${i}`, run: (client) => client.history(elementId) },
      ]),
      ...[first, third].map((elementId, i): Act => ({ name: `version ${i}`, run: (client) => client.openVersion(elementId, REWRITTEN) })),
      ...[kim, lou].map(({ identifier }, i): Act => ({ name: `person ${i}`, run: (client) => client.findPerson(identifier) })),
      { name: 'sync', run: async (client) => [(await client.sync()).refused, await client.list()] },
    ];
    kept = new Map(victim.store.entries);
    for (const act of acts) await noteHonest(act);
    await rewrite(kim, first, 'three times');
    await shareNote(kim, victim);
    for (const act of acts) await noteHonest(act);
    recorded = distinct([kim, lou, bob, victim].flatMap(recordedOf));
  }, 120_000);

  /** The victim's device as it was kept, with a program that was just started. */
  const restarted = async (): Promise<SealchartClient> => {
    victim.tamper();
    victim.store.entries.clear();
    for (const [key, bytes] of kept) victim.store.entries.set(key, bytes);
    const client = createClient({ server: hostile().server.url, client: { name: 'stories', version: '0.1.0' }, ports: victim.ports });
    await client.unlock({ password: victim.password });
    return client;
  };

  const noteHonest = async ({ name, run }: Act): Promise<void> => {
    const client = await restarted();
    const from = victim.traffic.exchanges.length;
    const result = JSON.stringify(await run(client));
    honest.set(name, (honest.get(name) ?? new Set()).add(result));
    routes.set(name, new Set(victim.traffic.exchanges.slice(from).map(({ request }) => routeOf(request))));
  };

  it('are refused, or tell nothing that is not so', async () => {
    const all = acts.flatMap((act) => recorded.filter(({ route }) => routes.get(act.name)?.has(route)).map((answer) => ({ act, answer })));
    const draw = seeded(SEED);
    const trials = IS_LONG ? all : Array.from({ length: SHORT_TRIALS }, () => all[draw(all.length)]).filter((one) => one !== undefined);
    const taken: string[] = [];
    const counts = { refused: 0, honest: 0, told: 0 };
    for (const { act, answer } of trials) {
      const client = await restarted();
      victim.tamper((request) => (routeOf(request) === answer.route ? JSON.parse(answer.body) : undefined));
      let result = '';
      const outcome = await outcomeOf(async () => (result = JSON.stringify(await act.run(client))));
      if (/^E_[A-Z_]+$/.test(outcome)) counts.refused += 1;
      else if (outcome === 'done' && honest.get(act.name)?.has(result)) counts.honest += 1;
      else if (outcome === 'done' && isTold(act, result, honest.get(act.name) ?? new Set())) counts.told += 1;
      else taken.push(`${act.name} of ${answer.route}: ${outcome} ${result.slice(0, 400)}`);
    }
    victim.tamper();
    expect(taken).toEqual([]);
    expect(counts.refused).toBeGreaterThan(trials.length / 3);
    const cells = [`${counts.refused} refused`, `${counts.honest} as without`, `${counts.told} told`];
    printFigure('mixed answers', `${trials.length} of ${all.length} combinations`, cells.join(', '));
  }, 600_000);
});

async function shareOn(owner: Actor, elementId: string, { identifier }: Actor): Promise<void> {
  const { accountId } = await owner.client.findPerson(identifier);
  doneOf(await owner.client.share([elementId], accountId, { role: 'viewer', history: true }));
}

async function rewrite({ client }: Actor, elementId: string, body: string): Promise<void> {
  await client.open(elementId);
  doneOf([await client.update(elementId, { schema: 'text/plain', title: 'Night', body })]);
}

/** What came of a sync, without what was refused. */
const listed = (text: string): string[] => (JSON.parse(text) as [unknown[], unknown[]])[1].map((one) => JSON.stringify(one));

/** The person is told that something is not as it was, or what was refused; and nothing else is shown than what is so. */
function isTold({ name }: Act, result: string, honest: ReadonlySet<string>): boolean {
  if (name.startsWith('person')) return (JSON.parse(result) as { state: string }).state === 'changed';
  if (name !== 'sync') return false;
  const known = new Set([...honest].flatMap(listed));
  return (JSON.parse(result) as [unknown[]])[0].length > 0 && listed(result).every((one) => known.has(one));
}

function distinct(answers: readonly Recorded[]): Recorded[] {
  return [...new Map(answers.map((answer) => [`${answer.route} ${answer.body}`, answer])).values()];
}
