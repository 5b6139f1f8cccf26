import { describe, expect, it } from '@jest/globals';
import type { WayIn } from '@sealchart/sdk';
import { createStyle } from '../terminal/style.ts';
import { recoveryLines, recoveryState, stateOfWay, wayJson } from './way-view.ts';

const way = (kind: WayIn['kind'], isConfirmed = true): WayIn => ({ slotId: 'slt_AAAAAAAAAAAAAAAAAAAAAA', kind, isConfirmed });
const told = (ways: readonly WayIn[]) => recoveryLines(recoveryState(ways), createStyle(false), 9);

describe('what the ways in say', () => {
  it('warns where there is no kit', () => {
    expect(told([way('password')])).toEqual([expect.stringMatching(/^kit {6}none: a forgotten password loses the data/)]);
    expect(told([way('password'), way('recovery')])).toEqual(['kit      made']);
  });

  it('does not count a kit whose words were lost on their way', () => {
    const lost: WayIn = { ...way('recovery'), isUnseen: true };
    expect(told([way('password'), lost])[0]).toMatch(/none/);
    expect(stateOfWay(lost)).toBe('WORDS LOST');
    expect(stateOfWay({ ...lost, isConfirmed: false })).toBe('NOT CONFIRMED');
    expect(stateOfWay(way('recovery'))).toBe('confirmed');
    expect(wayJson(lost)).toMatchObject({ isUnseen: true });
  });

  it('warns where one is not confirmed', () => {
    const ways = [way('password'), way('recovery', false), way('passkey', false)];
    expect(recoveryState(ways)).toEqual({ hasRecoveryKit: true, unconfirmedWays: 2 });
    expect(told(ways)[1]).toMatch(/^ways in {2}2 NOT CONFIRMED; .* ways/);
  });
});
