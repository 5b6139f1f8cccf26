import { describe, expect, it } from '@jest/globals';
import { documentOf, noteOf } from './note-document.ts';
import type { ProvenanceFacts } from './provenance.ts';
import { isOwnProvenance, provenanceOf } from './provenance.ts';
import { readFhir } from './reader.ts';
import { utf8 } from '@sealchart/protocol';

const author = { accountId: 'acc_AAAAAAAAAAAAAAAAAAAAAA', name: 'Kim' };
const facts: ProvenanceFacts = {
  target: 'urn:uuid:00000000-0000-8000-8000-000000000000',
  author,
  hasRemarked: false,
  check: 'compared',
  recorded: '2026-01-31T12:00:00Z',
  remarks: [],
};

/** What our own import makes of a resource: nothing is wrong with it. */
const problemsOf = async (body: string): Promise<string[]> => {
  const problems: string[] = [];
  for await (const item of readFhir([utf8(body)])) if (item.kind === 'problem') problems.push(`${item.path} ${item.reason}`);
  return problems;
};

const roleOf = (body: string): unknown =>
  (JSON.parse(body) as { agent: { type: { coding: { code: string }[] } }[] }).agent[0]?.type.coding[0]?.code;

describe('a provenance', () => {
  it.each([
    ['an empty name', { ...facts, author: { ...author, name: ' ' } }],
    ['signs that FHIR does not allow', { ...facts, author: { ...author, name: 'K\u0000im\ud800' } }],
    ['remarks', { ...facts, remarks: [{ author, time: '2026-02-01T00:00:00Z', text: 'two\nlines\u0007 "quoted"' }] }],
    ['quotes in its target', { ...facts, target: 'urn:x"}' }],
  ])('is valid FHIR with %s, and known again', async (_, given) => {
    const body = provenanceOf(given);
    expect(await problemsOf(body)).toEqual([]);
    expect(isOwnProvenance(body)).toBe(true);
  });

  it('leaves out a name that is none', () => {
    expect(provenanceOf({ ...facts, author: { ...author, name: ' ' } })).not.toContain('display":""');
    expect(provenanceOf(facts)).toContain('"display":"Kim"');
  });

  it('calls nobody an author who may only have added a remark', () => {
    expect(roleOf(provenanceOf(facts))).toBe('author');
    expect(roleOf(provenanceOf({ ...facts, hasRemarked: true }))).toBe('enterer');
  });

  it('is known by tag and type together, and by nothing else', () => {
    const tag = '"meta":{"tag":[{"system":"urn:sealchart:provenance"}]}';
    expect(isOwnProvenance(`{"resourceType":"Provenance",${tag}}`)).toBe(true);
    const others = [
      `{"resourceType":"Patient",${tag}}`,
      '{"resourceType":"Provenance"}',
      '{"resourceType":"Provenance","meta":{"tag":[{"system":"urn:other"}]}}',
      '{"resourceType":"Provenance","meta":{"tag":{"system":"urn:sealchart:provenance"}}}',
      '{"resourceType":"Provenance","meta":{"tag":["urn:sealchart:provenance",null]}}',
    ];
    for (const other of others) expect(isOwnProvenance(other)).toBe(false);
  });
});

describe('a note as a document', () => {
  it.each([
    ['Title', 'text'],
    ['', ''],
    ['Ü 😀', 'line\r\nline\t\u0000\u0007'],
    ['x'.repeat(500), 'y'.repeat(100_000)],
    ['<b>&"\\', '{"resourceType":"Patient"}'],
  ])('titled %.20s is valid FHIR, always the same, and taken apart again', async (title, text) => {
    const body = documentOf({ title, text });
    expect(await problemsOf(body)).toEqual([]);
    expect(documentOf({ title, text })).toBe(body);
    expect(noteOf(body)).toMatchObject({ text });
  });

  it('is another one for another text or title', () => {
    const bodies = [documentOf({ title: 'a', text: 'b' }), documentOf({ title: 'a', text: 'c' }), documentOf({ title: 'b', text: 'b' })];
    expect(new Set(bodies).size).toBe(3);
  });

  it('is not found in any other document', () => {
    const body = documentOf({ title: 'a', text: 'b' });
    const others = [
      '',
      '{}',
      'null',
      body.replace('"current"', '"superseded"'),
      body.replace('Yg==', '/w=='),
      body.replace('{', '{"id":"x",'),
    ];
    for (const other of others) expect(noteOf(other)).toBeUndefined();
  });
});
