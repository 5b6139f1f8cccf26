import { describe, expect, it } from '@jest/globals';
import { ELEMENT_BYTES, utf8 } from '@sealchart/protocol';
import { draftOf, readAll } from './draft-source.ts';

const observation =
  '{"resourceType":"Observation","status":"final","code":{"text":"Body weight"},"valueQuantity":{"value":71.50,"unit":"kg"}}';

async function* mebibytes(count: number) {
  for (let i = 0; i < count; i += 1) yield new Uint8Array(2 ** 20);
}

describe('what is added', () => {
  it('is a note named by its first line', async () => {
    await expect(draftOf(utf8('\n  Slept badly \u001b[2J\nbecause of the moon\n'), undefined)).resolves.toEqual({
      schema: 'text/plain',
      title: 'Slept badly \\u{1b}[2J',
      body: '\n  Slept badly \u001b[2J\nbecause of the moon\n',
    });
  });

  it('has a title of bounded length, or the given one', async () => {
    expect((await draftOf(utf8('x'.repeat(500)), undefined)).title).toHaveLength(80);
    expect((await draftOf(utf8('x'), 'Night\n')).title).toBe('Night');
  });

  it('is a resource when it says so, with its digits', async () => {
    const draft = await draftOf(utf8(observation), undefined);
    expect(draft.schema).toBe('fhir/R4/Observation');
    expect(draft.body).toContain('71.50');
    expect(draft.title).toContain('Body weight');
  });

  it('is a note when it is some other JSON', async () => {
    expect((await draftOf(utf8('{"a":1}'), undefined)).schema).toBe('text/plain');
  });

  it.each([
    ['an unknown type', '{"resourceType":"Nonsense"}', 'E_FHIR'],
    ['a bundle', '{"resourceType":"Bundle","type":"collection"}', 'E_FHIR'],
    ['nothing', ' \n', 'E_USAGE'],
    ['a picture', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'E_FHIR'],
  ])('is refused for %s', async (_what, content, code) => {
    await expect(draftOf(typeof content === 'string' ? utf8(content) : content, undefined)).rejects.toMatchObject({ code });
  });

  it('is read up to what an element holds', async () => {
    await expect(readAll(mebibytes(2))).resolves.toHaveLength(2 ** 21);
    await expect(readAll(mebibytes(ELEMENT_BYTES / 2 ** 20 + 1))).rejects.toMatchObject({ code: 'E_LIMIT' });
  });
});
