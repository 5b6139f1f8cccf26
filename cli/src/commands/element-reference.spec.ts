import { describe, expect, it } from '@jest/globals';
import { elementOf } from '../testing/elements.ts';
import { resolveElement, shortIds } from './element-reference.ts';
import { select } from './selection.ts';

const a = elementOf({ elementId: 'elm_abcdefghijklmnopqrstuA' });
const b = elementOf({ elementId: 'elm_abcdefghiZklmnopqrstuA', schema: 'fhir/R4/Observation' });
const c = elementOf({ elementId: 'elm_-bcdefghijklmnopqrstuA', schema: 'fhir/R4/Observation' });
const all = [a, b, c];

describe('an element by its id', () => {
  it.each([
    ['elm_abcdefghij', a],
    ['abcdefghiZ', b],
    ['elm_-bc', c],
    [a.elementId, a],
  ])('%s', (reference, element) => {
    expect(resolveElement(reference, all)).toBe(element);
  });

  it.each([
    ['elm_xyz', 'E_NOT_FOUND'],
    ['elm_abc', 'E_USAGE'],
    ['elm_', 'E_USAGE'],
    ['', 'E_USAGE'],
    ['ab', 'E_USAGE'],
  ])('%j is %s', (reference, code) => {
    expect(() => resolveElement(reference, all)).toThrow(expect.objectContaining({ code }));
  });

  it('is cut to what still tells them apart', () => {
    const idOf = shortIds(all);
    const ids = all.map((element) => idOf(element.elementId));
    expect(ids).toEqual(['elm_abcdefghij', 'elm_abcdefghiZ', 'elm_-bcdefghij']);
    for (const [i, id] of ids.entries()) expect(resolveElement(id, all)).toBe(all[i]);
    expect(shortIds([a])(a.elementId)).toBe('elm_abcdef');
    expect(shortIds([])('elm_abcdefgh')).toBe('elm_abcdef');
  });
});

describe('elements that arguments select', () => {
  const none = { references: [], types: undefined, isAll: false };

  it('are those with the ids, each once, of everything', () => {
    expect(select({ ...none, references: ['elm_-bc', c.elementId] }, all, [])).toEqual([c]);
  });

  it('are those of the types, or all, of the candidates', () => {
    expect(select({ ...none, types: 'Observation' }, all, [a, b])).toEqual([b]);
    expect(select({ ...none, isAll: true }, all, [a, b])).toEqual([a, b]);
  });

  it('must be named in exactly one way', () => {
    const usage = expect.objectContaining({ code: 'E_USAGE' });
    expect(() => select(none, all, all)).toThrow(usage);
    expect(() => select({ ...none, references: ['elm_-bc'], isAll: true }, all, all)).toThrow(usage);
    expect(() => select({ ...none, types: 'note', isAll: true }, all, all)).toThrow(usage);
  });
});
