import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fingerprintQr } from '@sealchart/sdk';
import { writeFilm } from './web/camera-film.ts';
import { logIn } from './web/log-in.ts';
import { SOME_LOOKS } from './web/looks.ts';
import { party } from './web/two-people.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealchart-camera-'));
const film = join(folder, 'film.y4m');
const stage = webStage({
  chromiumArgs: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
});
afterAll(() => rmSync(folder, { recursive: true }));
const MINUTE = 60_000;

describe.each(SOME_LOOKS)('verifying a person at $name', (look) => {
  it(
    'by camera: the right code verifies; a wrong one is told apart, and nothing changes',
    async () => {
      const [patient, doctor, stranger] = await Promise.all([
        party(stage, 'Ada Moss', look),
        party(stage, 'Dr Ravi Winter', look),
        party(stage, 'Max Stone', look),
      ]);
      await patient.program.create([{ schema: 'text/plain', title: 'How I slept', body: 'Badly.' }]);
      await logIn(patient.web);
      const { page } = patient.web;
      await patient.web.goto('en/sharing/new/');
      await page.getByRole('checkbox', { name: 'Notes' }).check();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('E-mail address').fill(doctor.web.identifier);
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('link', { name: 'Compare now' }).click();
      await page.getByRole('heading', { level: 1, name: 'Dr Ravi Winter' }).waitFor();

      const code = doctor.program.verificationCode();
      const otherKey = code.replace(/[0-9A-F]{8}$/, (end) => (end === '00000000' ? '11111111' : '00000000'));
      const wrong = [
        { seen: 'https://example.org/', said: 'This is not the code of a Sealchart key' },
        { seen: stranger.program.verificationCode(), said: 'This is the code of somebody else' },
        { seen: otherKey, said: 'This is not the key that the server shows for Dr Ravi Winter' },
      ];
      for (const [index, { seen, said }] of wrong.entries()) {
        writeFilm(film, fingerprintQr(seen));
        await page.getByRole('button', { name: index === 0 ? 'With the camera, in person' : 'Try again' }).click();
        await page.getByRole('alert').getByText(said).waitFor();
        await page.getByText('Nothing was recorded, and nothing has changed.').waitFor();
        expect(await page.getByText('Not verified', { exact: true }).count()).toBe(1);
      }
      await expectWellMade(page, 'a wrong code');
      await patient.program.sync();
      expect(await patient.program.people()).toEqual([]);

      writeFilm(film, fingerprintQr(code));
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('The key of Dr Ravi Winter is verified.').waitFor();
      await page.getByText('Verified', { exact: true }).waitFor();
      await expectWellMade(page, 'a verified person');
      expect(await page.evaluate(() => document.querySelector('video'))).toBeNull();
      // The own devices learn it.
      await patient.program.sync();
      expect(await patient.program.findPerson(doctor.web.identifier)).toMatchObject({ state: 'verified' });
    },
    2 * MINUTE,
  );

  it(
    'without a camera: by words or by the whole fingerprint, and a refusal says what to do',
    async () => {
      const [patient, doctor] = await Promise.all([party(stage, 'Ada Moss', look), party(stage, 'Dr Ravi Winter', look)]);
      await logIn(patient.web);
      const { page } = patient.web;
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      });
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Who sees what' }).click();
      await page.getByRole('link', { name: 'Share something' }).waitFor();
      await patient.program.findPerson(doctor.web.identifier);
      const [note] = await patient.program.create([{ schema: 'text/plain', title: 'How I slept', body: 'Badly.' }]);
      await patient.program.share([note?.elementId ?? ''], doctor.accountId, {});
      await page.getByRole('link', { name: 'Details of Dr Ravi Winter' }).click();

      await page.getByRole('button', { name: 'With the camera, in person' }).click();
      await page.getByRole('alert').getByText('The camera may not be used here').waitFor();
      await page.getByRole('button', { name: 'Compare words instead' }).click();
      await page.getByRole('list', { name: 'You read these, if Dr Ravi Winter wants to verify you' }).waitFor();
      await expectWellMade(page, 'six words');
      await page.getByRole('button', { name: 'They differ' }).click();
      await page.getByRole('alert').getByText('Then do not share with this person').waitFor();
      expect(await page.getByText('Not verified', { exact: true }).count()).toBe(1);

      await page.getByRole('button', { name: 'Type the whole fingerprint' }).click();
      const field = page.getByLabel('Fingerprint that Dr Ravi Winter gave you');
      const { fingerprint } = doctor.program.account();
      await field.fill(fingerprint.slice(0, 40));
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByText('This is not a whole fingerprint').waitFor();
      await expectWellMade(page, 'a typed fingerprint');
      await field.fill(patient.program.account().fingerprint);
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByRole('alert').getByText('This is not the key that the server shows').waitFor();
      expect(await page.getByText('Not verified', { exact: true }).count()).toBe(1);
      await field.fill(fingerprint.match(/.{1,4}/g)?.join(' ') ?? '');
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByText('The key of Dr Ravi Winter is verified.').waitFor();
    },
    2 * MINUTE,
  );
});
