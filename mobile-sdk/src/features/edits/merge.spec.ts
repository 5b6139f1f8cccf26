import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyOf, membersOf } from '../../fhir/members.ts';
import { summarizeResource } from '../../fhir/summary.ts';
import { mergeContents } from './merge.ts';
import type { Snapshot } from './snapshot.ts';

const SCHEMA = 'fhir/R4/Observation';
const note = (body: string, title = 'Title'): Snapshot => ({ schema: 'text/plain', title, body, open: {} });
const resource = (members: Readonly<Record<string, unknown>>, fields: Partial<Snapshot> = {}): Snapshot => ({
  schema: SCHEMA,
  title: 'Title',
  body: JSON.stringify({ resourceType: 'Observation', ...members }),
  open: {},
  ...fields,
});
const decimal = (token: string): Snapshot => ({ ...resource({}), body: `{"resourceType":"Observation","valueDecimal":${token}}` });
/** What a content says, without the order in which it says it. */
const said = ({ schema, title, body, open }: Snapshot) => ({
  schema,
  title,
  open,
  members: [...(membersOf(body) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
});
const weight = (value: number, status: string): Snapshot => {
  const given = resource({ status, code: { text: 'Weight' }, valueQuantity: { value, unit: 'kg' } });
  return { ...given, title: summarizeResource(given.body).title };
};
const longResource = (count: number, first: string): Snapshot =>
  resource({ k0: first, ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i + 1}`, i])) });
const valuesOf = ({ body }: Snapshot): string =>
  JSON.stringify([...(membersOf(body) ?? [])].filter(([name]) => name.includes('value')).sort(([a], [b]) => (a < b ? -1 : 1)));
const changes = (base: Snapshot | undefined, mine: Snapshot, theirs: Snapshot) => mergeContents({ base, mine, theirs });

describe('two changes of one content', () => {
  it('make a title that follows from the resource anew, so that it names what the body holds', () => {
    const [base, mine, theirs] = [weight(70, 'final'), weight(71, 'final'), weight(72, 'amended')];
    expect(base.title).toContain('70');
    const { conflicts } = changes(base, mine, theirs);
    expect(conflicts.map(({ path }) => path)).toEqual(['valueQuantity']);
    const chosen = mergeContents({ base, mine, theirs }, new Map([['valueQuantity', 'mine']]));
    expect(chosen.content).toMatchObject({ title: mine.title, body: expect.stringContaining('"status":"amended"') });
    // A title that somebody gave is a part of its own.
    const named = { ...mine, title: 'My own' };
    expect(changes(base, named, theirs).conflicts.map(({ path }) => path)).toEqual(['title', 'valueQuantity']);
  });

  it('are joined where each is of another member, title or open field', () => {
    const base = resource({ status: 'final', note: [{ text: 'a' }] });
    const mine = resource({ status: 'amended', note: [{ text: 'a' }] }, { open: { favourite: true } });
    const theirs = resource({ status: 'final', note: [{ text: 'b' }] }, { title: 'Other', open: { colour: '#00ff00' } });
    const { content, conflicts, taken, isChangedByThem } = changes(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(isChangedByThem).toBe(true);
    expect(content).toEqual({
      schema: SCHEMA,
      title: 'Other',
      body: '{"resourceType":"Observation","status":"amended","note":[{"text":"b"}]}',
      open: { favourite: true, colour: '#00ff00' },
    });
    expect(taken).toEqual([
      { path: 'title', before: 'Title', after: 'Other' },
      { path: 'status', before: 'final', after: 'amended' },
      { path: 'note', before: '[{"text":"a"}]', after: '[{"text":"b"}]' },
      { path: 'open.colour', after: '#00ff00' },
      { path: 'open.favourite', after: 'true' },
    ]);
  });

  it('are never joined below a member: a value stays with its unit', () => {
    const base = resource({ valueQuantity: { value: 1, unit: 'mg' } });
    const { conflicts } = changes(
      base,
      resource({ valueQuantity: { value: 2, unit: 'mg' } }),
      resource({ valueQuantity: { value: 1, unit: 'g' } }),
    );
    expect(conflicts).toEqual([
      { path: 'valueQuantity', before: '{"value":1,"unit":"mg"}', mine: '{"value":2,"unit":"mg"}', theirs: '{"value":1,"unit":"g"}' },
    ]);
  });

  it('are one part where members stand for one element: none is joined to two values', () => {
    const base = resource({ status: 'final', valueQuantity: { value: 1 } });
    const [mine, theirs] = [resource({ status: 'final', valueString: 'one' }), resource({ status: 'amended', valueInteger: 1 })];
    const merge = changes(base, mine, theirs);
    expect(merge.conflicts).toEqual([
      { path: 'value[x]', before: '{"valueQuantity":{"value":1}}', mine: '{"valueString":"one"}', theirs: '{"valueInteger":1}' },
    ]);
    const chosen = mergeContents({ base, mine, theirs }, new Map([['value[x]', 'mine']]));
    expect(JSON.parse(chosen.content.body)).toEqual({ resourceType: 'Observation', status: 'amended', valueString: 'one' });
    const added = changes(resource({}), resource({ valueString: 'a' }), resource({ valueInteger: 1 }));
    expect(added.conflicts).toEqual([{ path: 'value[x]', mine: '{"valueString":"a"}', theirs: '{"valueInteger":1}' }]);
    const alone = changes(base, mine, resource({ status: 'amended', valueQuantity: { value: 1 } }));
    expect(alone.conflicts).toEqual([]);
    expect(JSON.parse(alone.content.body)).toEqual({ resourceType: 'Observation', status: 'amended', valueString: 'one' });
  });

  it('are one part in a primitive and what stands beside it', () => {
    const unknown = { _issued: { extension: [{ url: 'urn:x', valueCode: 'unknown' }] } };
    const { conflicts } = changes(resource(unknown), resource({ issued: '2020-01-01T00:00:00Z' }), resource({ _issued: { id: 'a' } }));
    expect(conflicts).toMatchObject([{ path: 'issued', mine: '{"issued":"2020-01-01T00:00:00Z"}', theirs: '{"_issued":{"id":"a"}}' }]);
  });

  it('are a conflict in the text of a note, of which none is taken apart', () => {
    const { conflicts, content } = changes(note('one\ntwo'), note('one!\ntwo'), note('one\ntwo!'));
    expect(conflicts).toEqual([{ path: 'text', before: 'one\ntwo', mine: 'one!\ntwo', theirs: 'one\ntwo!' }]);
    expect(content.body).toBe('one\ntwo!');
  });

  it('are no conflict where both say the same, however it is spaced', () => {
    const base = resource({ status: 'final' });
    const spaced = { ...base, body: '{ "status": "amended",\n"resourceType": "Observation" }' };
    expect(changes(base, resource({ status: 'amended' }), spaced)).toMatchObject({
      conflicts: [],
      taken: [],
      content: { body: spaced.body },
    });
  });

  it('are different where only the number is written differently', () => {
    expect(changes(decimal('1.5'), decimal('1.50'), decimal('1.500')).conflicts).toEqual([
      { path: 'valueDecimal', before: '1.5', mine: '1.50', theirs: '1.500' },
    ]);
  });

  it('are a conflict where one took out what the other changed', () => {
    expect(changes(resource({ status: 'final' }), resource({}), resource({ status: 'amended' })).conflicts).toEqual([
      { path: 'status', before: 'final', theirs: 'amended' },
    ]);
  });

  it('are a conflict in every difference where nobody knows the base', () => {
    const { conflicts, isChangedByThem } = changes(undefined, resource({ a: 1, b: 2 }), resource({ a: 1, b: 3, c: 4 }));
    expect(conflicts.map(({ path }) => path)).toEqual(['b', 'c']);
    expect(isChangedByThem).toBe(true);
  });

  it('of schemas that differ are a conflict of the whole', () => {
    const [base, mine, theirs] = [note('x'), { ...note('{}'), schema: SCHEMA }, note('y')];
    expect(changes(base, mine, theirs).conflicts).toEqual([
      { path: 'schema', before: 'text/plain\nx', mine: `${SCHEMA}\n{}`, theirs: 'text/plain\ny' },
    ]);
    expect(changes(base, mine, base).content).toEqual(mine);
    expect(changes(base, base, mine).content).toEqual(mine);
  });

  it('of a resource that is no longer one are a conflict of its text', () => {
    const broken = { ...resource({}), body: '{"a":1,"a":2}' };
    expect(changes(resource({}), broken, resource({ b: 1 })).conflicts).toEqual([
      expect.objectContaining({ path: 'text', mine: broken.body }),
    ]);
  });

  it.each([
    [900, 'k0'],
    [1_100, 'text'],
  ])('are a conflict of the text where a body has more members than any resource: of %i in %s', (count, path) => {
    const [base, mine, theirs] = [longResource(count, 'a'), longResource(count, 'b'), longResource(count, 'c')];
    expect(changes(base, mine, theirs).conflicts).toMatchObject([{ path }]);
  });

  it('keep members of any name apart from title and open fields', () => {
    const base = resource({ title: 'a', 'open.colour': 'a', ['__proto__']: 1, 'b\u202E': 1 });
    const mine = resource({ title: 'b', 'open.colour': 'b', 'b\u202E': 2 }, { title: 'mine' });
    const theirs = resource({ title: 'c', 'open.colour': 'c', 'b\u202E': 3 }, { title: 'theirs' });
    const { conflicts } = changes(base, mine, theirs);
    expect(conflicts.map(({ path }) => path)).toEqual(['title', '["title"]', '["open.colour"]', '["b\\u202e"]']);
  });
});

describe('choices', () => {
  it('decide part by part, and only where both changed', () => {
    const base = resource({ a: 1, b: 1, c: 1 });
    const sides = { base, mine: resource({ a: 2, b: 2, c: 2 }), theirs: resource({ a: 3, b: 3, c: 1 }) };
    const { content } = mergeContents(
      sides,
      new Map([
        ['a', 'mine'],
        ['b', 'theirs'],
        ['c', 'theirs'],
      ]),
    );
    expect(JSON.parse(content.body)).toEqual({ resourceType: 'Observation', a: 2, b: 3, c: 2 });
  });
});

describe('any two changes of an element that has one of several types', () => {
  const VALUES = ['valueQuantity', 'valueString', 'valueBoolean', '_valueString', 'status', '_status'];
  const content = fc
    .dictionary(fc.constantFrom(...VALUES), fc.constantFrom('1', '"x"'), { noNullPrototype: false })
    .map((members): Snapshot => ({ ...resource({}), body: bodyOf(new Map(Object.entries(members))) }));

  it('come to one that one of both wrote', () => {
    fc.assert(
      fc.property(content, content, content, fc.constantFrom('mine', 'theirs'), (base, mine, theirs, side) => {
        const { conflicts } = changes(base, mine, theirs);
        const merge = mergeContents({ base, mine, theirs }, new Map(conflicts.map(({ path }) => [path, side])));
        expect([mine, theirs].map(valuesOf)).toContain(valuesOf(merge.content));
      }),
    );
  });
});

describe('any two changes', () => {
  const value = fc.constantFrom('1', '1.0', '"x"', '{"a":1}', '[null]', 'true');
  const member = fc.constantFrom('a', 'b', 'title', 'text', '__proto__', 'é', 'open.colour', '["a"]', '');
  const content = fc
    .record({
      members: fc.dictionary(member, value, { noNullPrototype: false, maxKeys: 6 }).map((members) => Object.entries(members)),
      title: fc.constantFrom('one', 'two', ''),
      open: fc.record({ favourite: fc.boolean(), colour: fc.constantFrom('#000000', '#ffffff') }, { requiredKeys: [] }),
    })
    .map(({ members, title, open }): Snapshot => ({
      schema: SCHEMA,
      title,
      body: `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`,
      open,
    }));

  it('come to the same for both sides', () => {
    fc.assert(
      fc.property(content, content, content, (base, a, b) => {
        const [left, right] = [changes(base, a, b), changes(base, b, a)];
        const swapped = left.conflicts.map(({ mine, theirs, ...rest }) => ({
          ...rest,
          ...(theirs === undefined ? {} : { mine: theirs }),
          ...(mine === undefined ? {} : { theirs: mine }),
        }));
        expect(right.conflicts).toEqual(swapped);
        fc.pre(left.conflicts.length === 0);
        expect(said(right.content)).toEqual(said(left.content));
      }),
    );
  });

  it('are one change where only one side changed or both alike', () => {
    fc.assert(
      fc.property(content, content, (base, a) => {
        expect(changes(base, a, base)).toMatchObject({ content: { body: expect.any(String) }, conflicts: [], isChangedByThem: false });
        expect(said(changes(base, a, base).content)).toEqual(said(a));
        expect(changes(base, base, a).content).toEqual(a);
        expect(changes(base, a, a).content).toEqual(a);
        expect(changes(undefined, a, a).conflicts).toEqual([]);
      }),
    );
  });

  it('lose no part: each is of one side, of both, or asked for', () => {
    fc.assert(
      fc.property(content, content, content, (base, mine, theirs) => {
        const merge = changes(base, mine, theirs);
        const [b, m, t, joined] = [base, mine, theirs, merge.content].map(({ body }) => membersOf(body) ?? new Map<string, string>()) as [
          Map<string, string>,
          Map<string, string>,
          Map<string, string>,
          Map<string, string>,
        ];
        for (const name of new Set([...b.keys(), ...m.keys(), ...t.keys(), ...joined.keys()])) {
          const [before, left, right] = [b.get(name), m.get(name), t.get(name)];
          const expected = left === before ? right : right === before || left === right ? left : right;
          expect([name, joined.get(name)]).toEqual([name, expected]);
        }
        const asked = [...new Set([...m.keys(), ...t.keys()])].filter(
          (name) => m.get(name) !== t.get(name) && m.get(name) !== b.get(name) && t.get(name) !== b.get(name),
        );
        const ofMembers = merge.conflicts.filter(({ path }) => path !== 'title' && !path.startsWith('open.'));
        expect(ofMembers).toHaveLength(asked.length);
        const [allMine, allTheirs] = (['mine', 'theirs'] as const).map((side) =>
          mergeContents({ base, mine, theirs }, new Map(merge.conflicts.map(({ path }) => [path, side]))),
        );
        for (const name of asked) {
          expect(membersOf(allMine?.content.body ?? '')?.get(name)).toBe(m.get(name));
          expect(membersOf(allTheirs?.content.body ?? '')?.get(name)).toBe(t.get(name));
        }
      }),
    );
  });
});
