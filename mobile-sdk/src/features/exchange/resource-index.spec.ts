import { beforeAll, describe, expect, it } from '@jest/globals';
import { SealchartError, idOf, utf8 } from '@sealchart/protocol';
import { identityOf } from '../../fhir/resource-identity.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import type { ElementsContext } from '../elements/context.ts';
import { createElements } from '../elements/creation.ts';
import { StoredElement, elementKey } from '../elements/stored-element.ts';
import { elementUrl } from './element-url.ts';
import { importFhir } from './fhir-import.ts';
import { ResourceIndex } from './resource-index.ts';

const IMPORT = 'AAAAAAAAAAAAAAAAAAAAAA';
const WEIGHT = '{"resourceType":"Observation","status":"final","code":{"text":"Weight"},"valueQuantity":{"value":70.50}}';
const observation = { resourceType: 'Observation' };

const fileOf = (text: string) => ({
  async *open() {
    yield utf8(text);
  },
});

let server: RecordServer;
let context: ElementsContext;
let elementId: string;
beforeAll(async () => {
  server = new RecordServer();
  const ada = await DirectoryAccount.create(server.instance.instanceId, 'Ada');
  server.show(ada);
  context = await (await RecordDevice.create(ada, server)).open();
  const [outcome] = await createElements(context, [{ schema: 'fhir/R4/Observation', title: 'Weight', body: WEIGHT }]);
  elementId = outcome?.elementId ?? '';
});

describe('an index of resources', () => {
  it('knows what has no name by its content, and by the address that an export gives it', async () => {
    const index = await ResourceIndex.of(context, IMPORT);
    expect(index.standing(observation, await identityOf(WEIGHT, undefined))).toEqual({ kind: 'identical' });
    expect(index.standing(observation, await identityOf(WEIGHT, elementUrl(elementId)))).toEqual({ kind: 'identical' });
    expect(index.standing(observation, await identityOf(WEIGHT.replace('70.50', '70.5'), undefined))).toEqual({ kind: 'new' });
    expect(index.standing({ resourceType: 'Basic' }, await identityOf(WEIGHT, undefined))).toEqual({ kind: 'new' });
    expect(index.standing(observation, await identityOf(WEIGHT, 'urn:uuid:other'))).toEqual({ kind: 'new' });
    expect(index.standing(observation, await identityOf('{}', elementUrl(elementId)))).toMatchObject({
      kind: 'changed',
      known: { elementId, title: 'Weight' },
    });
  });

  it('reads anew what an older release kept without hashes, once', async () => {
    const key = elementKey(elementId);
    const stored = await context.session.store.get(key, StoredElement);
    if (!stored?.summary) throw new TypeError('not stored');
    const { resource, ...older } = stored.summary;
    expect(resource).toBeDefined();
    await context.session.store.write({ put: new Map([[key, { ...stored, summary: older }]]) });
    const from = server.paths.length;
    const index = await ResourceIndex.of(context, IMPORT);
    expect(index.standing(observation, await identityOf(WEIGHT, undefined))).toEqual({ kind: 'identical' });
    expect(server.paths.slice(from)).toEqual(['/v1/elements/read']);
    expect((await context.session.store.get(key, StoredElement))?.summary?.resource).toEqual(resource);
    await ResourceIndex.of(context, IMPORT);
    expect(server.paths).toHaveLength(from + 1);
  });

  it('takes entries of the file itself for no change of one another', async () => {
    const index = await ResourceIndex.of(context, IMPORT);
    const [first, second] = [await identityOf('{"id":"x","a":1}', undefined), await identityOf('{"id":"x","a":2}', undefined)];
    expect(index.standing(observation, first)).toEqual({ kind: 'new' });
    index.add(observation, first);
    expect(index.standing(observation, first)).toEqual({ kind: 'identical' });
    expect(index.standing(observation, second)).toEqual({ kind: 'new' });
  });
});

describe('an index for an import that is taken up again', () => {
  it('takes what came in with the file before for no change either, and what it has just changed', async () => {
    const body = '{"resourceType":"Basic","id":"x","code":{"text":"a"}}';
    const { importId } = await importFhir(context, fileOf(body));
    const basic = { resourceType: 'Basic' };
    const [other, third] = [await identityOf('{"id":"x","a":2}', undefined), await identityOf('{"id":"x","a":3}', undefined)];
    expect((await ResourceIndex.of(context, importId)).standing(basic, other)).toEqual({ kind: 'new' });
    const index = await ResourceIndex.of(context, IMPORT);
    const standing = index.standing(basic, other);
    if (standing.kind !== 'changed') throw new TypeError(standing.kind);
    index.add(basic, other, standing.known);
    expect(index.standing(basic, other)).toEqual({ kind: 'identical' });
    expect(index.standing(basic, third)).toEqual({ kind: 'new' });
    expect(index.standing(basic, await identityOf(body, undefined))).toEqual({ kind: 'new' });
  });
});

describe('an import whose session has ended', () => {
  it('brings in nothing, and goes on after the next login', async () => {
    const file = fileOf(WEIGHT.replace('70.50', '71'));
    const { mutate } = server;
    server.mutate = () => {
      throw new SealchartError('E_UNAUTHENTICATED');
    };
    try {
      await expect(importFhir(context, file)).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    } finally {
      server.mutate = mutate;
    }
    expect(await importFhir(context, file)).toMatchObject({ imported: 1, identical: 0, problemCount: 0 });
  });
});

describe('the address of an element', () => {
  it('is a UUID of version 8 that follows from its id', () => {
    expect(elementUrl('elm_AAAAAAAAAAAAAAAAAAAAAA')).toBe('urn:uuid:00000000-0000-8000-8000-000000000000');
    expect(elementUrl('elm______________________w')).toBe('urn:uuid:ffffffff-ffff-8fff-bfff-ffffffffffff');
    const urls = Array.from({ length: 50 }, () => elementUrl(idOf('elm_', crypto.getRandomValues(new Uint8Array(16)))));
    for (const url of urls) expect(url).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(urls).size).toBe(50);
  });
});
