import { describe, expect, it } from '@jest/globals';
import type { ElementSummary, SearchText } from '@sealchart/sdk';
import { TextSearch } from './text-search.ts';

const summary = (elementId: string, title: string, contentVersion = 1): ElementSummary => ({
  elementId,
  recordId: 'ada',
  version: contentVersion,
  contentVersion,
  schema: 'text/plain',
  title,
  author: 'ada',
  authoredAt: '2026-01-01T00:00:00.000Z',
  role: 'manager',
  readers: 1,
  open: {},
  addenda: 0,
});

/** A client that holds these texts. */
function clientOf(texts: ReadonlyMap<string, string>) {
  const textsOf = (ids: readonly string[]): SearchText[] =>
    ids.flatMap((elementId) => {
      const text = texts.get(elementId);
      return text === undefined ? [] : [{ elementId, contentVersion: 1, text }];
    });
  return {
    async *searchTexts() {
      yield await Promise.resolve(textsOf([...texts.keys()]));
    },
    searchTextsOf: async (ids: readonly string[]) => Promise.resolve(textsOf(ids)),
  };
}

const NAMES = new Map([['ada', 'Ada Moss']]);
const TEXTS = new Map([
  ['a', 'Ménière’s disease dizziness'],
  ['b', 'HbA1c 7.2 %'],
  ['c', 'Amoxicillin rash and swelling of the lips'],
]);

async function searchOf(texts: ReadonlyMap<string, string> = TEXTS): Promise<TextSearch> {
  const search = new TextSearch();
  await search.follow(clientOf(texts), [summary('a', 'Ménière’s disease'), summary('b', 'HbA1c'), summary('c', 'Amoxicillin')], NAMES);
  return search;
}

const found = (search: TextSearch, text: string) => [...search.find(text).keys()].toSorted();

describe('the search over all texts', () => {
  it('finds beginnings, without case and accents, and values as they are written', async () => {
    const search = await searchOf();
    expect(found(search, 'meni')).toEqual(['a']);
    expect(found(search, '7,2')).toEqual(['b']);
    expect(found(search, 'SWELL lips')).toEqual(['c']);
  });

  it('finds nothing unless all words are there', async () => {
    expect(found(await searchOf(), 'swell 7.2')).toEqual([]);
  });

  it('forgives a slip where nothing fits exactly, and only there', async () => {
    const search = await searchOf();
    expect(found(search, 'amoxicilin')).toEqual(['c']);
    expect(found(search, '7.3')).toEqual([]);
  });

  it('finds what somebody wrote by their name', async () => {
    expect(found(await searchOf(), 'moss')).toEqual(['a', 'b', 'c']);
  });

  it('says where a find stands when the title does not show it', async () => {
    const search = await searchOf();
    const excerptOf = (text: string, id: string) => search.excerpt(id, search.find(text).get(id) ?? new Set());
    expect(excerptOf('lips', 'c')).toEqual({ before: 'Amoxicillin rash and swelling of the ', hit: 'lips', after: '' });
    expect(excerptOf('amoxi', 'c')).toBeUndefined();
    expect(excerptOf('moss', 'a')?.hit).toBe('Moss');
  });

  it('follows changes, and forgets what is gone', async () => {
    const search = await searchOf();
    const texts = new Map([['b', 'HbA1c 6.9 %']]);
    await search.follow(clientOf(texts), [summary('b', 'HbA1c', 2)], NAMES);
    expect(found(search, '7.2')).toEqual([]);
    expect(found(search, '6.9')).toEqual(['b']);
    expect(found(search, 'meni')).toEqual([]);
  });

  it('follows a name that changed', async () => {
    const search = await searchOf();
    await search.follow(clientOf(TEXTS), [summary('a', 'Ménière’s disease')], new Map([['ada', 'Ada Fern']]));
    expect(found(search, 'moss')).toEqual([]);
    expect(found(search, 'fern')).toEqual(['a']);
  });
});
