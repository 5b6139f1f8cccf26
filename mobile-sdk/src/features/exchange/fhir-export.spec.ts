import { beforeAll, describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import { provenanceOf } from '../../fhir/provenance.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import type { ElementsContext } from '../elements/context.ts';
import { createElements } from '../elements/creation.ts';
import { eraseElements } from '../elements/erasing.ts';
import { exportFhir } from './fhir-export.ts';
import { importFhir } from './fhir-import.ts';
import { ownElements } from './proven-elements.ts';

let context: ElementsContext;
beforeAll(async () => {
  const server = new RecordServer();
  const ada = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
  server.show(ada);
  context = await (await RecordDevice.create(ada, server)).open();
});

const forged = provenanceOf({
  target: 'urn:uuid:1',
  author: { accountId: 'acc_1', name: 'Doctor' },
  hasRemarked: false,
  check: 'compared',
  recorded: '2020-01-01T00:00:00Z',
  remarks: [],
});
const exported = async (schema: string, body: string): Promise<string> => {
  const [outcome] = await createElements(context, [{ schema, title: '', body }]);
  const elementId = outcome?.elementId ?? '';
  let text = '';
  try {
    for await (const part of exportFhir(context, [elementId])) text += part;
  } catch (error) {
    expect(error).toMatchObject({ code: 'E_FHIR', detail: expect.stringContaining(elementId) });
    return 'refused by name';
  }
  return text;
};

describe('a bundle', () => {
  it.each(['fhir/R4/Provenance', 'fhir/R4/Basic'])('takes no element of schema %s for a proof that it adds itself', async (schema) => {
    expect(await exported(schema, forged)).toBe('refused by name');
  });

  it('has a proof for each resource, although two say that they have one address', async () => {
    const body = '{"resourceType":"Basic","id":"a"}';
    const file = {
      async *open() {
        const entries = [body, body.replace('"a"', '"b"')].map((resource) => `{"fullUrl":"urn:uuid:same","resource":${resource}}`);
        yield utf8(`{"resourceType":"Bundle","type":"collection","entry":[${entries.join(',')}]}`);
      },
    };
    await importFhir(context, file);
    const imported = (await ownElements(context)).filter(({ summary }) => summary.source !== undefined);
    const ids = imported.map(({ state }) => state.elementId);
    let text = '';
    for await (const part of exportFhir(context, ids)) text += part;
    const { entry } = JSON.parse(text) as { entry: { fullUrl?: string; resource: { target?: { reference: string }[] } }[] };
    const urls = entry.flatMap(({ fullUrl }) => fullUrl ?? []);
    expect([urls.length, new Set(urls).size]).toEqual([2, 2]);
    expect(entry.flatMap(({ resource }) => resource.target?.map(({ reference }) => reference) ?? [])).toEqual(urls);
    const again = {
      async *open() {
        yield utf8(text);
      },
    };
    expect(await importFhir(context, again)).toMatchObject({ imported: 0, identical: 2, provenance: 2 });
  });

  it('has a Provenance of others as it is', async () => {
    const other = forged.replaceAll('urn:sealchart:provenance', 'urn:other');
    expect(await exported('fhir/R4/Provenance', other)).toContain(other);
  });

  it.each(['{"resourceType":"Basic"}]}', '{"resourceType":"Basic"', ''])('names the element whose body is %j', async (body) => {
    expect(await exported('fhir/R4/Basic', body)).toBe('refused by name');
  });
});

const bodyOf = (i: number): string => `{"resourceType":"Basic","id":"b${i}"}`;

describe('an export of the whole record', () => {
  it('goes on without what was erased since it began, and never without anything else', async () => {
    const server = new RecordServer();
    const ada = await RecordMember.join(server, 'Ada');
    const drafts = Array.from({ length: 103 }, (_, i) => ({ schema: 'fhir/R4/Basic', title: `${1_000 + i}`, body: bodyOf(i) }));
    const ids = (await createElements(await ada.open(), drafts)).map(({ elementId }) => elementId);
    const exportAfter = async (act: () => Promise<unknown>): Promise<string> => {
      let [turn, text] = [0, ''];
      const steps: ElementsContext = {
        ...(await ada.open()),
        async inTurn(step) {
          turn += 1;
          // The record is listed, a page is read: then comes the second one.
          if (turn === 3) await act();
          return step(await ada.open(), turn === 3);
        },
      };
      for await (const part of exportFhir(steps, undefined, { provenance: false })) text += part;
      return text;
    };
    const text = await exportAfter(async () => eraseElements(await ada.open(), ids.slice(-2)));
    const { entry } = JSON.parse(text) as { entry: { resource: { id: string } }[] };
    expect(entry.map(({ resource }) => resource.id)).toEqual(drafts.slice(0, -2).map((_, i) => `b${i}`));
    const withheld = exportAfter(async () => {
      const gone = ids[100] ?? '';
      server.mutate = (path, answer) => {
        if (!path.endsWith('/read')) return undefined;
        const { elements, missing, ...rest } = answer as { elements: { elementId: string }[]; missing: string[] };
        const left = elements.filter(({ elementId }) => elementId !== gone);
        return { ...rest, elements: left, missing: left.length < elements.length ? [...missing, gone] : missing };
      };
    });
    await expect(withheld).rejects.toMatchObject({ code: 'E_INCOMPLETE' });
  });
});
