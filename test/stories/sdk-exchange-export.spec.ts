import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromUtf8 } from '@sealchart/protocol';
import type { ExportFile } from '@sealchart/sdk';
import * as openpgp from 'openpgp';
import { madeUpBundle, resourcesOf, textFile, textOf } from './support/bundles.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { TestPerson } from './support/people.ts';
import { person } from './support/people.ts';

const PASSPHRASE = 'a passphrase for exports';
let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

interface Resource {
  readonly resourceType: string;
  readonly [key: string]: unknown;
}
interface Exported {
  readonly fullUrl?: string;
  readonly resource: Resource;
}

const exported = async ({ client }: TestPerson, ids?: readonly string[]): Promise<Exported[]> =>
  (JSON.parse(await textOf(client.exportFhir(ids))) as { entry: Exported[] }).entry;

const filesOf = async ({ client }: TestPerson, ids?: readonly string[]): Promise<Map<string, Uint8Array>> => {
  const files: ExportFile[] = [];
  for await (const file of client.exportSealed(ids)) files.push(file);
  return new Map(files.map(({ name, bytes }) => [name, bytes]));
};

/** What is no provenance, in the order of its addresses. */
const resources = (bundle: string) => resourcesOf(bundle).filter(({ resource }) => (resource as Resource).resourceType !== 'Provenance');

/** The content that a generic OpenPGP program opens with the account's exported keys. */
const openWith = async (armoredKeys: string, message: Uint8Array): Promise<Record<string, unknown>> => {
  const locked = await openpgp.readPrivateKeys({ armoredKeys });
  const decryptionKeys = await Promise.all(locked.map((privateKey) => openpgp.decryptKey({ privateKey, passphrase: PASSPHRASE })));
  const { data } = await openpgp.decrypt({ message: await openpgp.readMessage({ binaryMessage: message }), decryptionKeys });
  return JSON.parse(data) as Record<string, unknown>;
};

describe('an export with provenance', () => {
  let kim: TestPerson;
  let lee: TestPerson;
  let entries: Exported[];
  beforeAll(async () => {
    [kim, lee] = [await person(server, 'Kim'), await person(server, 'Lee')];
    await kim.client.importFhir(textFile(madeUpBundle(3, crypto.randomUUID())));
    await kim.client.create([
      { schema: 'fhir/R4/Basic', title: 'By hand', body: '{"resourceType":"Basic","code":{"text":"x"}}' },
      { schema: 'text/plain', title: 'Note of May', body: 'Slept well – ü' },
    ]);
    const ids = (await kim.client.list()).map(({ elementId }) => elementId);
    await kim.client.findPerson(lee.identifier);
    await lee.client.findPerson(kim.identifier);
    await kim.client.share(ids, lee.account.accountId, { role: 'editor' });
    await lee.client.sync();
    const weight = (await lee.client.list()).find(({ title }) => title.startsWith('Weight'));
    await lee.client.addAddendum(weight?.elementId ?? '', 'Weighed\u0007 again');
    await kim.client.sync();
    entries = await exported(kim);
  }, 60_000);

  it('has one behind each resource, which names it', () => {
    expect(entries.map(({ resource }) => resource.resourceType)).toEqual([
      'Patient',
      'Provenance',
      'AllergyIntolerance',
      'Provenance',
      'Observation',
      'Provenance',
      'Basic',
      'Provenance',
      'DocumentReference',
      'Provenance',
    ]);
    entries.forEach(({ resource }, i) => {
      if (resource.resourceType !== 'Provenance') return;
      expect(resource['target']).toEqual([{ reference: entries[i - 1]?.fullUrl }]);
      expect(entries[i - 1]?.fullUrl).toMatch(/^urn:uuid:/);
    });
  });

  it('tells author, time, what was proven, and addenda with their own authors', () => {
    const [patient, , weight] = entries.filter(({ resource }) => resource.resourceType === 'Provenance').map(({ resource }) => resource);
    expect(patient).toMatchObject({
      recorded: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
      agent: [{ who: { identifier: { system: 'urn:sealchart:account', value: kim.account.accountId }, display: 'Kim' } }],
      meta: { tag: [{ system: 'urn:sealchart:provenance', code: 'signature-proven' }, { code: 'author-self' }] },
    });
    expect(patient).not.toHaveProperty('extension');
    // The version with the addendum is Lee's; nobody compared Lee's key.
    expect(weight).toMatchObject({
      agent: [{ who: { identifier: { value: lee.account.accountId }, display: 'Lee' } }],
      meta: { tag: [{ code: 'signature-proven' }, { code: 'author-not-compared' }] },
      extension: [
        {
          url: 'urn:sealchart:addendum',
          valueAnnotation: {
            authorReference: { identifier: { value: lee.account.accountId }, display: 'Lee' },
            text: 'Weighed\uFFFD again',
          },
        },
      ],
    });
  });

  it('tells that an author was compared in person', async () => {
    await kim.client.verifyPerson(lee.account.accountId, { method: 'hex', value: lee.account.fingerprint });
    const tags = (await exported(kim)).flatMap(({ resource }) => (resource['meta'] as { tag?: { code: string }[] } | undefined)?.tag ?? []);
    expect(tags.filter(({ code }) => code === 'author-compared')).toHaveLength(1);
    expect(tags.filter(({ code }) => code === 'author-not-compared')).toHaveLength(0);
  });

  it('has the text of a note as attachment, and no verifications', () => {
    const note = entries.find(({ resource }) => resource.resourceType === 'DocumentReference')?.resource;
    expect(note).toMatchObject({ description: 'Note of May', status: 'current' });
    const [{ attachment } = { attachment: { data: '', contentType: '' } }] = (note?.['content'] ?? []) as {
      attachment: { data: string; contentType: string };
    }[];
    expect(attachment.contentType).toBe('text/plain; charset=utf-8');
    expect(Buffer.from(attachment.data, 'base64').toString()).toBe('Slept well – ü');
    expect(JSON.stringify(entries)).not.toContain('sealchart/v1');
  });

  it('leaves it out where that is asked for, and every resource as it was', async () => {
    const text = await textOf(kim.client.exportFhir(undefined, { provenance: false }));
    expect(text).not.toContain('Provenance');
    const bare = (JSON.parse(text) as { entry: Exported[] }).entry;
    expect(bare.map(({ resource }) => resource)).toEqual(
      entries.filter(({ resource }) => resource.resourceType !== 'Provenance').map(({ resource }) => resource),
    );
    // Only what has an address of its own, and notes.
    expect(bare.map(({ fullUrl }) => fullUrl === undefined)).toEqual([false, false, false, true, false]);
  });

  it('gives the same from a second account that it was imported into', async () => {
    const text = await textOf(kim.client.exportFhir());
    const other = await person(server, 'Other');
    const report = await other.client.importFhir(textFile(text));
    expect(report).toMatchObject({ total: 10, imported: 5, provenance: 5, problemCount: 0 });
    const again = await textOf(other.client.exportFhir());
    expect(resources(again)).toEqual(resources(text));
    expect(resources(again)).toHaveLength(5);
  });

  it('brings nothing into its own record, and a changed note becomes a version of it', async () => {
    const text = await textOf(kim.client.exportFhir());
    expect(await kim.client.importFhir(textFile(text))).toMatchObject({ imported: 0, identical: 5, provenance: 5, changed: [] });
    const data = Buffer.from('Slept badly').toString('base64');
    const edited = text.replace(Buffer.from('Slept well – ü').toString('base64'), data);
    expect(await kim.client.importFhir(textFile(edited), { changed: 'update' })).toMatchObject({ updated: 1, imported: 0 });
    const note = (await kim.client.list({ types: ['note'] }))[0];
    expect(await kim.client.open(note?.elementId ?? '')).toMatchObject({ schema: 'text/plain', title: 'Note of May', body: 'Slept badly' });
  });

  it('takes nobody else for its own mark', async () => {
    const other = await person(server, 'Other');
    const tag = '"meta":{"tag":[{"system":"urn:sealchart:provenance","code":"signature-proven"}]}';
    const bundle = `{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient",${tag}}},{"resource":{"resourceType":"Provenance","target":[{"reference":"x"}],"recorded":"2020-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]}}]}`;
    expect(await other.client.importFhir(textFile(bundle))).toMatchObject({ imported: 2, provenance: 0 });
  });

  it('is refused for an element that is not there', async () => {
    await expect(textOf(kim.client.exportFhir(['elm_AAAAAAAAAAAAAAAAAAAAAA']))).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });
});

describe('the sealed originals', () => {
  let kim: TestPerson;
  let lee: TestPerson;
  let files: Map<string, Uint8Array>;
  let elementId: string;
  beforeAll(async () => {
    [kim, lee] = [await person(server, 'Kim'), await person(server, 'Lee')];
    await kim.client.findPerson(lee.identifier);
    await lee.client.findPerson(kim.identifier);
    const [outcome] = await kim.client.create([{ schema: 'text/plain', title: 'A note', body: 'first' }]);
    elementId = outcome?.elementId ?? '';
    await kim.client.share([elementId], lee.account.accountId, { role: 'editor' });
    await lee.client.sync();
    await lee.client.update(elementId, { schema: 'text/plain', title: 'A note', body: 'second, by Lee' });
    await kim.client.sync();
    await kim.client.revoke([elementId], lee.account.accountId);
    await kim.client.create([{ schema: 'text/plain', title: 'Another', body: 'x'.repeat(300_000) }]);
    files = await filesOf(kim);
  }, 60_000);

  const fileOf = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();

  it('are named plainly and completely', () => {
    const ids = [...files.keys()].flatMap((name) => /^elements\/(elm_[\w-]{22})\.pgp$/.exec(name)?.[1] ?? []);
    expect(ids).toHaveLength(2);
    expect([...files.keys()].sort()).toEqual(
      [
        'README.txt',
        ...ids.flatMap((id) => ['pgp', 'manifest.json', 'manifest.json.sig'].map((kind) => `elements/${id}.${kind}`)),
        `certificates/${kim.account.accountId}.asc`,
        `certificates/${lee.account.accountId}.asc`,
      ].sort(),
    );
    expect(fromUtf8(fileOf('README.txt'))).toMatch(/^[\x20-\x7e\n]+$/);
  });

  it('open in another implementation with the exported key, and with no other', async () => {
    const keys = await kim.client.exportSecretKeys({ password: kim.password, passphrase: PASSPHRASE, format: 'rfc9580' });
    const content = await openWith(keys, fileOf(`elements/${elementId}.pgp`));
    expect(content).toMatchObject({ elementId, title: 'A note', body: 'second, by Lee', author: { account: lee.account.accountId } });
    const others = await lee.client.exportSecretKeys({ password: lee.password, passphrase: PASSPHRASE, format: 'rfc9580' });
    await expect(openWith(others, fileOf(`elements/${elementId}.pgp`))).rejects.toThrow(/decrypt/i);
  });

  it('prove their author with certificate, manifest and hash, and nothing that was changed', async () => {
    const manifest = fileOf(`elements/${elementId}.manifest.json`);
    const value = JSON.parse(fromUtf8(manifest)) as {
      author: { account: string };
      content: { dataHash: string; dataLength: number; contentVersion: number };
    };
    // Shared, changed by Lee, taken back: the newest content is the third of four versions.
    expect(value).toMatchObject({ author: { account: lee.account.accountId }, content: { contentVersion: 3 } });
    const verify = async (binary: Uint8Array): Promise<boolean> => {
      const { signatures } = await openpgp.verify({
        message: await openpgp.createMessage({ binary }),
        signature: await openpgp.readSignature({ binarySignature: fileOf(`elements/${elementId}.manifest.json.sig`) }),
        verificationKeys: await openpgp.readKeys({ armoredKeys: fromUtf8(fileOf(`certificates/${lee.account.accountId}.asc`)) }),
      });
      return (await signatures[0]?.verified?.catch(() => false)) ?? false;
    };
    expect(await verify(manifest)).toBe(true);
    const changed = manifest.slice();
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(await verify(changed)).toBe(false);
    const dataPacket = fileOf(`elements/${elementId}.pgp`).slice(-value.content.dataLength);
    expect(createHash('sha256').update(dataPacket).digest('base64url')).toBe(value.content.dataHash);
  });

  it('are refused as a whole when the server shows another chain', async () => {
    kim.tamper((request, answer) => {
      if (!request.url.endsWith('/elements/read')) return undefined;
      const { elements } = answer as { elements: { chain: unknown[]; newest: number }[] };
      for (const view of elements) {
        view.chain = view.chain.slice(0, 1);
        view.newest = 1;
      }
      return answer;
    });
    try {
      await expect(filesOf(kim, [elementId])).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    } finally {
      kim.tamper();
    }
    expect((await filesOf(kim, [elementId])).size).toBe(5);
  });
});

describe('the own secret keys', () => {
  it('are given to who knows the password, with a passphrase that is long enough', async () => {
    const kim = await person(server, 'Kim');
    const options = { password: kim.password, passphrase: PASSPHRASE, format: 'rfc9580' as const };
    await expect(kim.client.exportSecretKeys({ ...options, password: 'not the password' })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    await expect(kim.client.exportSecretKeys({ ...options, password: '' })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    await expect(kim.client.exportSecretKeys({ ...options, passphrase: kim.password })).rejects.toMatchObject({
      code: 'E_REQUEST',
      issues: [{ path: 'passphrase' }],
    });
    await expect(kim.client.exportSecretKeys({ ...options, passphrase: 'too short' })).rejects.toMatchObject({
      code: 'E_REQUEST',
      issues: [{ path: 'passphrase' }],
    });
    await expect(kim.client.exportSecretKeys({ ...options, format: 'gnupg' })).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining('rotate --key rsa') as unknown,
    });
    await expect(kim.client.exportSecretKeys({ ...options, format: 'pgp' as never })).rejects.toMatchObject({ code: 'E_USAGE' });
    const from = kim.traffic.exchanges.length;
    expect(await kim.client.exportSecretKeys(options)).toMatch(/^-----BEGIN PGP PRIVATE KEY BLOCK-----/);
    expect(kim.traffic.exchanges).toHaveLength(from);
    kim.client.lock();
    await expect(kim.client.exportSecretKeys(options)).rejects.toMatchObject({ code: 'E_LOCKED' });
  });

  it('are the current ones first and former ones behind; for GnuPG those that it can read', async () => {
    const kim = await person(server, 'Kim');
    await kim.client.create([{ schema: 'text/plain', title: 'Old', body: 'before the rotation' }]);
    const [old] = await kim.client.list();
    const sealed = await filesOf(kim);
    const before = kim.client.account().fingerprint;
    await kim.client.rotate({ password: kim.password, profile: 'rsa' });
    const keys = { password: kim.password, passphrase: PASSPHRASE };
    const all = await kim.client.exportSecretKeys({ ...keys, format: 'rfc9580' });
    const read = await openpgp.readPrivateKeys({ armoredKeys: all });
    expect(read.map((key) => key.keyPacket.version)).toEqual([4, 6]);
    expect(read[1]?.getFingerprint()).toBe(before);
    expect(await openWith(all, sealed.get(`elements/${old?.elementId ?? ''}.pgp`) ?? new Uint8Array())).toMatchObject({
      body: 'before the rotation',
    });
    const classic = await openpgp.readPrivateKeys({ armoredKeys: await kim.client.exportSecretKeys({ ...keys, format: 'gnupg' }) });
    expect(classic.map((key) => key.keyPacket.version)).toEqual([4]);
  }, 60_000);
});

describe('an export for GnuPG', () => {
  it('is refused for modern keys before anything is read', async () => {
    const kim = await person(server, 'Kim');
    await kim.client.create([{ schema: 'text/plain', title: 'A note', body: 'x' }]);
    const from = kim.traffic.exchanges.length;
    await expect(kim.client.exportGnupg()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining('rotate --key rsa') as unknown,
    });
    expect(kim.traffic.exchanges).toHaveLength(from);
  });
});
