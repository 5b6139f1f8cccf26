import { describe, expect, it } from '@jest/globals';
import type { RecoveryKit } from '@sealchart/sdk';
import { KitKeeper } from './kit-keeper.ts';

const WORDS = 'agree material engage hedgehog below protect noise cook maze public hidden inform fringe upon pond'.split(' ');
const OTHERS = 'absurd document sheriff demise dress october topic angry exact priority boat stay bleak divert brand'.split(' ');
const kit: RecoveryKit = {
  server: 'https://health.example.org',
  accountId: 'acc_ckclppk4MbRuMfxSiUnn8w',
  instanceId: 'ins_eqUdG3vuMpuB72FiPm5sPw',
  realm: 'health.example.org',
  logKey: 'sQavfCvbfcbu75GJvgpgoMs5NUkXxBtevhJhdIu1J1w',
  words: WORDS,
  madeAt: '2026-11-21T08:00:00Z',
};

async function keeperOfKit(): Promise<KitKeeper> {
  const keeper = new KitKeeper();
  await keeper.take(kit, 'slt_one');
  return keeper;
}

const wordAt = (place: number): string => WORDS[place - 1] ?? '';

describe('proof of a kit by two words', () => {
  it('asks for two places in order, each of the kit', async () => {
    const places = (await keeperOfKit()).places();
    expect(places).toHaveLength(2);
    expect(places[0]).toBeLessThan(places[1] ?? 0);
    expect(places.every((place) => place >= 1 && place <= WORDS.length)).toBe(true);
  });

  it('forgets the kit when both are right, whole or by four letters', async () => {
    const keeper = await keeperOfKit();
    const typed = keeper.places().map((place) => ({ place, word: ` ${wordAt(place).slice(0, 4).toUpperCase()} ` }));
    expect(keeper.prove(typed).map(({ verdict }) => verdict)).toEqual(['right', 'right']);
    expect(await keeper.view()).toBeUndefined();
    expect(await keeper.pdf()).toBeUndefined();
    expect(keeper.places()).toEqual([]);
  });

  it('keeps it when one is wrong, or when others were typed than were asked for', async () => {
    const keeper = await keeperOfKit();
    const [first = 0, second = 0] = keeper.places();
    keeper.prove([
      { place: first, word: wordAt(first) },
      { place: second, word: 'zebra' },
    ]);
    keeper.prove([1, 2, 3, 4].filter((place) => place !== first).map((place) => ({ place, word: wordAt(place) })));
    expect(await keeper.view()).toBeDefined();
  });

  it('helps with what is nearly right, or stands elsewhere', async () => {
    const keeper = await keeperOfKit();
    expect(keeper.prove([{ place: 2, word: 'matreial' }])).toEqual([{ place: 2, verdict: 'near' }]);
    expect(keeper.prove([{ place: 2, word: 'pond' }])).toEqual([{ place: 2, verdict: 'elsewhere', actual: 15 }]);
    expect(keeper.prove([{ place: 2, word: 'zebra' }])).toEqual([{ place: 2, verdict: 'wrong' }]);
    expect(keeper.prove([{ place: 2, word: '' }])).toEqual([{ place: 2, verdict: 'wrong' }]);
  });
});

describe('proof of a kit by all words', () => {
  it('takes them when they are those of the check, after the worker began anew', async () => {
    const { check } = await new KitKeeper().take(kit, 'slt_one');
    expect(await new KitKeeper().proveAll(WORDS.join('  ').toUpperCase(), check)).toBe(true);
  });

  it('refuses those of another kit, and of another way in', async () => {
    const { check } = await new KitKeeper().take(kit, 'slt_one');
    expect(await new KitKeeper().proveAll(OTHERS.join(' '), check)).toBe(false);
    expect(await new KitKeeper().proveAll(WORDS.join(' '), check.replace('slt_one', 'slt_two'))).toBe(false);
  });

  it('names what cannot be the words of any kit', async () => {
    const { check } = await new KitKeeper().take(kit, 'slt_one');
    await expect(new KitKeeper().proveAll('', check)).rejects.toMatchObject({ code: 'E_WORDS' });
    await expect(new KitKeeper().proveAll(WORDS.slice(1).join(' '), check)).rejects.toMatchObject({ code: 'E_WORDS' });
  });

  it('gives no word away in the check', async () => {
    const { check } = await new KitKeeper().take(kit, 'slt_one');
    expect(check).toMatch(/^slt_one\.[\w-]{43}$/);
    expect(WORDS.some((word) => check.includes(word))).toBe(false);
  });
});
