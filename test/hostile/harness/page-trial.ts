import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { recordingKdf, testPorts } from '@sealchart/sdk/testing';
import type { Browser } from 'playwright-core';
import { utf8 } from '@sealchart/protocol';
import { launchChromium } from '../../browser/chromium.ts';
import { workerWithout } from './build.ts';
import { pageRows } from './controls.ts';
import { leaksIn, lootOf, openedIn } from './outgoing.ts';
import type { AnyRow, Row, World } from './row.ts';
import type { Actor, Stage } from './stage.ts';
import { sdkWithout } from './sdk.ts';
import { stageOf } from './stage.ts';
import { suiteServer } from './suite-server.ts';
import type { PersonOptions } from '../../stories/support/people.ts';
import type { Outcome } from './trial.ts';
import { expectOther, outcomeOf } from './trial.ts';
import { VictimPage } from './victim-page.ts';

const WEB_DIR = join(import.meta.dirname, '../../../web/out');
const TIMEOUT = 60_000;

/** How an act of a row is done in pages. */
export interface PageAct {
  /** On the page of an element, elsewhere inside of the account, or at its door. */
  readonly place: 'element' | 'inside' | 'door';
  /** What the browser does before the attack where the device of the row's setting is no stranger. Default: the act. */
  readonly meet?: (world: never) => unknown;
}

/** By the act of a row. */
export type PageActs = ReadonlyMap<unknown, PageAct>;

interface Played {
  readonly outcome: Outcome;
  readonly page: VictimPage;
}

/** Three tests for each row, as with the SDK alone, in the built web client and by what its pages say. */
export function declarePageRows(rows: readonly AnyRow[], acts: PageActs): void {
  const hostile = suiteServer({ env: { WEB_DIR, TRUSTED_PROXIES: '127.0.0.1' } });
  let browser: Browser;
  let origin: string;
  beforeAll(async () => {
    [origin, browser] = await Promise.all([hostile().server.listen(), launchChromium()]);
  }, TIMEOUT);
  afterAll(() => browser.close());

  /** Plays a row from its beginning, and looks at what came of it before the browser is closed. */
  async function play<W extends World>(
    row: Row<W>,
    {
      isAttacked,
      isWithoutCheck = false,
      look,
    }: { readonly isAttacked: boolean; readonly isWithoutCheck?: boolean; readonly look?: (played: Played, world: W) => Promise<void> },
  ): Promise<Outcome> {
    const worker = isWithoutCheck ? await workerWithout(row.defences) : undefined;
    // The account is made by the same program, such as by one that uses no salt.
    const stage = withArgon2(stageOf(hostile(), isWithoutCheck ? await sdkWithout(row.defences) : undefined));
    const world = await row.setup(stage);
    const { victim } = world;
    const page = await VictimPage.open(browser, victim, { origin, ...(worker === undefined ? {} : { worker }) });
    const inPage = { ...world, victim: { ...victim, client: page.client } };
    const act = () => row.act(inPage, stage);
    const attack = async (): Promise<void> => {
      let hostility: Parameters<typeof victim.tamper>[0];
      await page.tamper((request, answer) => hostility?.(request, answer));
      await row.mutate({ ...world, victim: { ...victim, tamper: (next) => void (hostility = next) } }, stage);
    };
    const { place, meet = row.act } = acts.get(row.act) ?? { place: 'inside' };
    // The browser has met what the device of the row's setting has met.
    const isKnown = { element: hasElements(victim), inside: row.moment !== 'first contact', door: victim.store.entries.size > 0 }[place];
    if (place === 'element' && !isKnown) await page.holdNews();
    if (place !== 'door' || isKnown) await page.logIn();
    if (isKnown) await (place === 'door' ? page.lock() : meet(inPage as never, stage));
    if (isAttacked) await attack();
    const outcome = await outcomeOf(act);
    await look?.({ outcome, page }, world);
    const complaints = await page.close();
    // A program without its check may fail at whatever comes behind it.
    expect(isWithoutCheck ? [] : complaints).toEqual([]);
    return outcome;
  }

  async function expectRefused<W extends World>(row: Row<W>): Promise<void> {
    await play(row, {
      isAttacked: true,
      look: async ({ outcome, page }, { victim, attackers = [], markers = [] }) => {
        expect(outcome).toBe(row.code);
        expect(await page.shownOf(markers)).toEqual([]);
        const secrets = [victim.password, ...markers].map((text) => ({ name: `"${text}"`, bytes: utf8(text) }));
        expect(leaksIn(page.sent, secrets)).toEqual([]);
        for (const attacker of attackers) expect(await openedIn(page.sent, await lootOf(attacker), hostile().instanceId)).toEqual([]);
      },
    });
  }

  // The table at the end of a run is made from these names: scripts/hostile-table.mjs.
  const { played, controlled } = pageRows(rows, ({ act }) => acts.get(act)?.place);
  describe.each(played)('$id, $moment: a server that $does, in the web client', (one) => {
    it('is refused', () => one.play(expectRefused), TIMEOUT);
    if (!controlled.includes(one)) return;
    it(
      'goes on where nothing is changed',
      () => one.play(async (row) => expect(await play(row, { isAttacked: false })).toBe('done')),
      TIMEOUT,
    );
    it(
      'is not refused without its check',
      () =>
        one.play(async (row) => {
          const outcome = await play(row, { isAttacked: true, isWithoutCheck: true });
          // Where there is no end, that nobody waits for it is what comes of it.
          expectOther(row.isEndless === true ? outcome.replace(/^TimeoutError/, 'no end') : outcome, row.code);
        }),
      TIMEOUT,
    );
  });
}

/** Whether a device has taken up any element. */
const hasElements = ({ store }: Actor): boolean => [...store.entries.keys()].some((key) => key.startsWith('element/'));

/** A password is stretched in the page as it is for real: accounts that it gets into, the victim's or one with the same password, must be made in the same way. */
function withArgon2(stage: Stage): Stage {
  return {
    ...stage,
    actor: (name, options) => stage.actor(name, options?.password === undefined ? options : stretched(options)),
    victim: (name, options) => stage.victim(name, stretched(options)),
  };
}

function stretched(options: PersonOptions = {}): PersonOptions {
  return { ...options, ports: { kdf: recordingKdf(testPorts().kdf), ...options.ports } };
}
