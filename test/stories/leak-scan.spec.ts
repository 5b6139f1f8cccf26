import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromHex, joinNul, utf8 } from '@sealchart/protocol';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess, freePort } from './support/api-process.ts';
import { CliPerson } from './support/cli-person.ts';
import type { LeakPlace } from './support/leak-places.ts';
import { leakPlaces } from './support/leak-places.ts';
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
  /** What the server is told at a login, and keeps nowhere. */
  readonly sent: readonly Marker[];
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
      sent: secrets.flatMap(({ sent }) => sent),
    };
  }

  /** Nothing is found anywhere; then every marker is planted in every form and place, and all of them are. */
  async function expectSecret({ nowhere, sent }: Secrets): Promise<void> {
    const devices = people.map(({ home }) => join(home, 'profiles'));
    const { traffic, ...kept } = leakPlaces({ server, proxy, publicPort, devices, folder });
    const places = Object.values(kept).flat();
    expect(await found(nowhere, [...places, ...traffic])).toEqual([]);
    expect(await found(sent, places)).toEqual([]);
    // What the server was told really is what was looked for.
    expect((await found(sent, traffic))[0]?.names.length).toBeGreaterThanOrEqual(people.length);
    expect(await missed(nowhere, [...places, ...traffic])).toEqual([]);
    expect(await missed(sent, places)).toEqual([]);
  }

  it('holds no secret and no word of a made-up record, in no form', async () => {
    const file = join(folder, 'record.json');
    const record = madeUpRecord(40);
    writeFileSync(file, record.text);
    const secrets = await story(file);
    expect(secrets.nowhere.length).toBeGreaterThan(record.entries);
    await expectSecret(secrets);
  }, 180_000);

  const [kermit] = existsSync(`${data}/synthea-r4`)
    ? readdirSync(`${data}/synthea-r4`).filter((name) => name.startsWith('Kermit_Trantow'))
    : [];
  if (kermit !== undefined) {
    it('[real input] holds no secret and no word of the record of Kermit Trantow, in no form', async () => {
      const secrets = await story(join(data, 'synthea-r4', kermit));
      expect(secrets.nowhere.map(({ bytes }) => Buffer.from(bytes).toString())).toContain('Trantow');
      await expectSecret(secrets);
    }, 180_000);
  }
});

/** What the recording ports of a person kept, and what follows from it. */
function secretsOf(person: CliPerson, instanceId: string): Secrets {
  const { keys, passwords, stretches } = person.secrets();
  expect(passwords.map((hex) => Buffer.from(hex, 'hex').toString())).toContain(person.password);
  expect(keys.length).toBeGreaterThan(0);
  const named = (name: string, all: readonly string[]): Marker[] =>
    [...new Set(all)].map((hex, i) => ({ name: `${name} ${i} of ${person.name}`, bytes: fromHex(hex) }));
  const derived = (...label: string[]): string[] =>
    stretches.map((hex) =>
      createHmac('sha256', fromHex(hex))
        .update(joinNul(...label))
        .digest('hex'),
    );
  return {
    nowhere: [
      ...named('password', passwords),
      ...named('stretch', stretches),
      ...named('unlock key', derived('private-key', 'sealchart/v1', instanceId)),
      ...named('key', keys),
    ],
    sent: named('login secret', derived('login-password', 'sealchart/v1', instanceId, 'localhost')),
  };
}

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
