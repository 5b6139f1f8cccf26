import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { fromB64u, fromHex, joinNul, utf8 } from '@sealchart/protocol';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess, freePort } from './support/api-process.ts';
import { CliPerson } from './support/cli-person.ts';
import type { LeakPlace } from './support/leak-places.ts';
import { leakPlaces } from './support/leak-places.ts';
import { IS_LONG } from './support/long-form.ts';
import { madeUpRecord } from './support/made-up-record.ts';
import type { Marker } from './support/marker-forms.ts';
import { formsOf } from './support/marker-forms.ts';
import { NeedleScan } from './support/needle-scan.ts';
import type { RecordingProxy } from './support/recording-proxy.ts';
import { recordingProxy } from './support/recording-proxy.ts';
import { markersOfRecord } from './support/record-markers.ts';

const data = process.env.SEALCHART_DATA ?? '../shared/data';
const NOTE = 'Wakes at four and cannot say why.';

interface Secrets {
  /** What must not stand anywhere. */
  readonly nowhere: readonly Marker[];
  /** What passes between a device and the server, which keeps it nowhere, and the device sealed at most. */
  readonly sent: readonly Marker[];
  /** As `sent`, but that the device keeps it as it is. */
  readonly onDevice: readonly Marker[];
}

interface WithKit {
  readonly kit: { readonly words: readonly string[] };
}

interface Finding {
  readonly place: string;
  readonly names: readonly string[];
}

describe('what a story leaves behind', () => {
  let server: ApiProcess;
  let proxy: RecordingProxy;
  let publicPort: number;
  let folder: string;
  let people: CliPerson[];

  // What was planted stays in the operation log of the database: every scan has a server of its own.
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealchart-leak-'));
    people = [];
    publicPort = await freePort();
    server = await apiProcess({ publicPort });
    proxy = await recordingProxy(publicPort, server.port);
    await server.start();
  });
  afterEach(async () => {
    for (const person of people) await person.remove();
    await proxy.close();
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  /** Registers two people and does everything with one file; gives every secret that came up. */
  async function story(file: string): Promise<Secrets> {
    const patient = new CliPerson({ name: 'Pat Smith', server: server.url, isRecorded: true });
    const doctor = new CliPerson({ name: 'Dr Robin Hill', server: server.url, isRecorded: true });
    people.push(patient, doctor);
    const { instance } = await patient.register();
    await doctor.register();
    await patient.json(['import', file]);
    const { elementId } = await patient.json<{ elementId: string }>(['add', '-'], { stdin: NOTE });
    await patient.json(['share', '--type', 'allergies,medications,notes', '--with', doctor.identifier, '--yes']);
    expect(await doctor.json(['show', elementId])).toMatchObject({ element: { body: NOTE } });
    await patient.json(['revoke', '--all', '--from', doctor.identifier, '--yes']);
    expect(await doctor.run(['show', elementId])).toMatchObject({ code: 1 });
    // A password that is wrong here is somebody's password elsewhere.
    const wrong = 'my other pass phrase of 1987';
    expect(await doctor.run(['login', doctor.identifier], { password: wrong })).toMatchObject({ code: 3 });
    const secrets = people.map((person) => secretsOf(person, instance.instanceId));
    const written = [
      { name: 'the note', bytes: utf8(NOTE) },
      { name: 'a wrong password', bytes: utf8(wrong) },
    ];
    return {
      nowhere: [...markersOfRecord(readFileSync(file, 'utf8')), ...written, ...secrets.flatMap(({ nowhere }) => nowhere)],
      sent: [...secrets.flatMap(({ sent }) => sent), ...tokensIn(proxy, 'token')],
      onDevice: tokensIn(proxy, 'deviceToken'),
    };
  }

  /** One person's account over the years, with all that keeps it or gets it back; gives every secret that came up. */
  async function years(): Promise<Secrets> {
    const owner = new CliPerson({ name: 'Noor Vale', server: server.url, isRecorded: true });
    people.push(owner);
    const { instance } = await owner.register();
    await owner.json(['add', '-'], { stdin: NOTE });
    const [first, second] = [join(folder, 'kit.txt'), join(folder, 'kit.pdf')];
    const kits = [await owner.json<WithKit>(['kit', '--text', first, '--show'])];
    const [changed, recovered, secured] = [newPassword(), newPassword(), newPassword()];
    await owner.json(['password'], { password: `${owner.password}\n${changed}` });
    await owner.json(['rotate'], { password: changed });
    // The tablet gets in with the kit, and goes on in the place of the device before.
    const tablet = ['--profile', 'tablet'];
    await owner.json(['recover', owner.identifier, '--kit', first, '--new-password-fd', '3', ...tablet], { password: recovered });
    await owner.json(['sessions', ...tablet], { password: recovered });
    const securing = ['secure', '--yes', '--pdf', second, '--show', ...tablet];
    kits.push(await owner.json<WithKit>(securing, { password: `${recovered}\n${secured}` }));
    // Secrets that lead in no more are secrets all the same.
    const ended = ['recover', owner.identifier, '--kit', first, '--new-password-fd', '3', '--profile', 'other'];
    expect(await owner.run(ended, { password: newPassword() })).toMatchObject({ code: 3, stderr: expect.stringContaining('E_KIT') });
    expect(await owner.run(['login', owner.identifier, ...tablet], { password: changed })).toMatchObject({ code: 3 });
    await owner.json(['login', owner.identifier, '--password-changed'], { password: secured });
    await owner.json(['sessions', '--end-others'], { password: secured });
    await owner.json(['history', '--logins'], { password: secured });
    const { nowhere, sent } = secretsOf(owner, instance.instanceId);
    expect(owner.secrets().codes).toHaveLength(kits.length);
    const words = kits.flatMap(({ kit }, i) => wordMarkers(`kit ${i}`, kit.words));
    return {
      nowhere: [...nowhere, ...words, { name: 'the note', bytes: utf8(NOTE) }],
      sent: [...sent, ...tokensIn(proxy, 'token')],
      onDevice: tokensIn(proxy, 'deviceToken'),
    };
  }

  /** Nothing is found anywhere; then every marker is planted in every form and place, and all of them are. */
  async function expectSecret(subject: string, { nowhere, sent, onDevice }: Secrets): Promise<void> {
    const devices = people.map(({ home }) => join(home, 'profiles'));
    const { traffic, ...kept } = leakPlaces({ server, proxy, publicPort, devices, folder });
    const places = Object.values(kept).flat();
    const ofServer = [...kept.databases, ...kept.logs];
    expect(await found(nowhere, [...places, ...traffic])).toEqual([]);
    expect(await found(sent, places)).toEqual([]);
    expect(await found(onDevice, ofServer)).toEqual([]);
    // What the server was told, and what the devices keep, really is what was looked for.
    const told = [...sent, ...onDevice];
    expect(kindsOf((await found(told, traffic))[0]?.names ?? [])).toEqual(kindsOf(told.map(({ name }) => name)));
    expect(await found(onDevice, kept.devices)).toHaveLength(kept.devices.length);
    expect(await missed(nowhere, [...places, ...traffic])).toEqual([]);
    expect(await missed(sent, places)).toEqual([]);
    expect(await missed(onDevice, ofServer)).toEqual([]);
    const all = [...nowhere, ...sent, ...onDevice];
    const looked = `${all.length} in ${formsOfAll(all).length} forms, ${places.length + traffic.length} places`;
    printFigure(`secrets: ${subject}`, looked, '0 found where they must not be', 'all found when planted');
  }

  it('holds no secret and no word of a made-up record, in no form', async () => {
    const file = join(folder, 'record.json');
    const record = madeUpRecord(40);
    writeFileSync(file, record.text);
    const secrets = await story(file);
    expect(secrets.nowhere.length).toBeGreaterThan(record.entries);
    await expectSecret('a made-up record', secrets);
  }, 180_000);

  it('holds no secret of an account through kit, recovery, new passwords and new keys', async () => {
    const secrets = await years();
    expect(kindsOf(secrets.nowhere.map(({ name }) => name))).toEqual(
      ['code', 'key', 'password', 'recovery key', 'stretch', 'the note', 'unlock key', 'words'].sort(),
    );
    expect(kindsOf(secrets.sent.map(({ name }) => name))).toEqual(['login secret', 'recovery login', 'token']);
    await expectSecret('an account', secrets);
  }, 180_000);

  const [kermit] = existsSync(`${data}/synthea-r4`)
    ? readdirSync(`${data}/synthea-r4`).filter((name) => name.startsWith('Kermit_Trantow'))
    : [];
  if (IS_LONG && kermit !== undefined) {
    it('[real input] holds no secret and no word of the record of Kermit Trantow, in no form', async () => {
      const secrets = await story(join(data, 'synthea-r4', kermit));
      expect(secrets.nowhere.map(({ bytes }) => Buffer.from(bytes).toString())).toContain('Trantow');
      await expectSecret('a real record', secrets);
    }, 180_000);
  }
});

/** What follows from secrets under a label; all in hexadecimal. */
const derived = (from: readonly string[], ...label: string[]): string[] =>
  from.map((hex) =>
    createHmac('sha256', fromHex(hex))
      .update(joinNul(...label))
      .digest('hex'),
  );

/** What the recording ports of a person kept, and what follows from it. */
function secretsOf(person: CliPerson, instanceId: string): Pick<Secrets, 'nowhere' | 'sent'> {
  const { keys, codes, passwords, stretches } = person.secrets();
  expect(passwords.map((hex) => Buffer.from(hex, 'hex').toString())).toContain(person.password);
  expect(keys.length).toBeGreaterThan(0);
  const named = (name: string, all: readonly string[]): Marker[] =>
    [...new Set(all)].map((hex, i) => ({ name: `${name} ${i} of ${person.name}`, bytes: fromHex(hex) }));
  return {
    nowhere: [
      ...named('password', passwords),
      ...named('stretch', stretches),
      ...named('unlock key', derived(stretches, 'private-key', 'sealchart/v1', instanceId)),
      ...named('key', keys),
      ...named('code', codes),
      ...named('recovery key', derived(codes, 'recovery-key', 'sealchart/v1', instanceId)),
    ],
    sent: [
      ...named('login secret', derived(stretches, 'login-password', 'sealchart/v1', instanceId, 'localhost')),
      ...named('recovery login', derived(codes, 'recovery-login', 'sealchart/v1', instanceId, 'localhost')),
    ],
  };
}

/** Tokens that answers of the server held. */
function tokensIn(proxy: RecordingProxy, member: 'token' | 'deviceToken'): Marker[] {
  const answered = proxy
    .traffic()
    .toString('latin1')
    .matchAll(new RegExp(`"${member}":"([\\w-]{43})"`, 'g'));
  const tokens = [...new Set(Array.from(answered, ([, token = '']) => token))];
  expect(tokens.length).toBeGreaterThan(0);
  return tokens.map((token, i) => ({ name: `${member} ${i}`, bytes: fromB64u(token) }));
}

/** Any three words that follow one another, as kits, codes and answers join them. */
function wordMarkers(name: string, words: readonly string[]): Marker[] {
  const threes = words.slice(2).map((_, i) => words.slice(i, i + 3));
  return threes.flatMap((three, i) =>
    [' ', '+', '","'].map((between) => ({ name: `words ${i} of ${name}, joined by ${between}`, bytes: utf8(three.join(between)) })),
  );
}

/** What names begin with, before their number: each once, in order. */
const kindsOf = (names: readonly string[]): string[] => [...new Set(names.map((name) => name.replace(/ \d.*$/s, '')))].sort();

const newPassword = (): string => `another pass phrase ${crypto.randomUUID()}`;

const formsOfAll = (markers: readonly Marker[]) =>
  markers.flatMap((marker) => formsOf(marker).map((form) => ({ ...form, name: `${marker.name}, ${form.name}` })));

const scanFor = (forms: ReturnType<typeof formsOfAll>): NeedleScan =>
  new NeedleScan(forms.map(({ name, needle }) => ({ name, bytes: needle })));

/** What stands in which place. A place with next to nothing in it was not read, and is no proof. */
async function found(markers: readonly Marker[], places: readonly LeakPlace[]): Promise<Finding[]> {
  const scan = scanFor(formsOfAll(markers));
  const findings: Finding[] = [];
  for (const place of places) {
    const bytes = await place.read();
    expect(bytes.length).toBeGreaterThan(1_000);
    const names = [...scan.find(bytes)];
    if (names.length > 0) findings.push({ place: place.name, names });
  }
  return findings;
}

/** What was planted and is not found. */
async function missed(markers: readonly Marker[], places: readonly LeakPlace[]): Promise<Finding[]> {
  const forms = formsOfAll(markers);
  const scan = scanFor(forms);
  const findings: Finding[] = [];
  for (const place of places) {
    const remove = await place.plant(forms.map(({ planted }) => planted));
    const names = scan.find(await place.read());
    await remove();
    const lost = forms.map(({ name }) => name).filter((name) => !names.has(name));
    if (lost.length > 0) findings.push({ place: place.name, names: lost });
  }
  return findings;
}
