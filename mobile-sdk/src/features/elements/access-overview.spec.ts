import { beforeEach, describe, expect, it } from '@jest/globals';
import { toInstant } from '@sealchart/protocol';
import type { FixedClock } from '../../testing/fixed-clock.ts';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { seenBy, whoSees } from './access-overview.ts';
import { eraseElements } from './erasing.ts';

const HOUR = 3_600_000;
let server: RecordServer;
let clock: FixedClock;
let [owner, second, third]: RecordMember[] = [];
const [ada, bob, carol] = [() => owner as RecordMember, () => second as RecordMember, () => third as RecordMember];
beforeEach(async () => {
  [server, clock] = [new RecordServer(), fixedClock(Date.now())];
  [owner, second, third] = await Promise.all(['Ada', 'Bob', 'Carol'].map((name) => RecordMember.join(server, name, { ports: { clock } })));
});

const overview = async (member: RecordMember) => whoSees(await member.open());
const seenAt = async (member: RecordMember, by: RecordMember) => seenBy(await member.open(), by.accountId);

describe('who sees what', () => {
  it('counts by person and role, with ends that come and ends that came', async () => {
    const ids = [await ada().write('one'), await ada().write('two'), await ada().write('three')];
    const [one, two, three] = ids as [string, string, string];
    const [soon, later] = [toInstant(clock.now() + HOUR), toInstant(clock.now() + 5 * HOUR)];
    await ada().shared(one, bob(), { role: 'editor', until: later });
    await ada().shared(two, bob(), { until: soon });
    await ada().shared(three, bob(), { history: true });
    await ada().shared(three, carol());
    expect(await overview(ada())).toMatchObject([
      { person: { name: 'Bob' }, elements: 3, byRole: { editor: 1, viewer: 2 }, nextUntil: soon, ended: 0 },
      { person: { name: 'Carol' }, elements: 1, byRole: { viewer: 1 }, ended: 0 },
    ]);
    clock.advance(2 * HOUR);
    const [forBob] = await overview(ada());
    expect(forBob).toMatchObject({ elements: 2, byRole: { editor: 1, viewer: 1 }, nextUntil: later, ended: 1 });
    const seen = await seenAt(ada(), bob());
    expect(new Map(seen.map(({ element, role, hasEnded, history }) => [element.elementId, { role, hasEnded, history }]))).toEqual(
      new Map([
        [one, { role: 'editor', hasEnded: false, history: false }],
        [two, { role: 'viewer', hasEnded: true, history: false }],
        [three, { role: 'viewer', hasEnded: false, history: true }],
      ]),
    );
    await eraseElements(await ada().open(), [three]);
    expect((await overview(ada())).map(({ person }) => person.name)).toEqual(['Bob']);
    expect(await seenAt(ada(), carol())).toEqual([]);
  });

  it('tells of elements of others only where this account may share them, and never needs the network for people it knows', async () => {
    const elementId = await ada().write('of Ada');
    await ada().shared(elementId, bob(), { role: 'editor' });
    await ada().shared(elementId, carol());
    await bob().sync();
    expect(await overview(bob())).toEqual([]);
    await ada().shared(elementId, bob(), { role: 'manager' });
    await bob().sync();
    expect((await overview(bob())).map(({ person, byRole }) => [person.name, byRole])).toEqual([
      ['Ada', { owner: 1 }],
      ['Carol', { viewer: 1 }],
    ]);
    const asked = server.paths.length;
    await overview(bob());
    expect(await seenAt(bob(), carol())).toHaveLength(1);
    expect(server.paths).toHaveLength(asked);
  });
});
