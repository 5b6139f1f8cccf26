import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Compared, SealchartClient } from '@sealchart/sdk';
import { QR_QUIET_MODULES, fingerprintQr, verificationCodeOf } from '@sealchart/sdk';
import { qrLines } from '../terminal/qr.ts';
import { createStyle } from '../terminal/style.ts';
import { personOf } from '../testing/people.ts';
import { OWN_ACCOUNT, runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { fingerprintCommand } from './fingerprint.ts';
import { verifyCommand } from './verify.ts';

const doctor = personOf();
const code = verificationCodeOf({ ...doctor, instanceId: OWN_ACCOUNT.instance.instanceId });

let [host, second, third]: TestHost[] = [];
let compared: Compared[];
const hosts = () => [host, second, third] as [TestHost, TestHost, TestHost];
beforeEach(() => {
  [host, second, third] = [testHost(), testHost(), testHost()];
  compared = [];
});
afterEach(() => hosts().forEach((each) => each.remove()));

const client: Partial<SealchartClient> = {
  findPerson: async () => doctor,
  verificationCode: () => code,
  verifyPerson: async (_accountId, value) => {
    compared.push(value);
    return { ...doctor, state: 'verified' };
  },
};
const verify = (...argv: string[]) => runCommand(verifyCommand, ['doctor@example.org', ...argv], { host: hosts()[0], client });

describe('verify', () => {
  it.each([
    ['--words', doctor.words.join(' '), 'words'],
    ['--hex', doctor.fingerprint, 'hex'],
    ['--qr', ` ${code}\n`, 'qr'],
  ])('hands on what %s says', async (option, value, method) => {
    expect((await verify(option, value)).out).toContain('Dr Hill is verified');
    expect(compared).toEqual([{ method, value }]);
  });

  it.each([
    [['--words', 'one', '--qr', code], 'one of --words, --hex and --qr'],
    [['--hex', 'ab', '--words', 'one'], 'one of --words, --hex and --qr'],
    [['--words', 'one two'], 'all 6 words'],
    [['--hex', 'abcd'], 'the whole fingerprint'],
  ])('compares one thing, and all of it: %j', async (options, sentence) => {
    await expect(verify(...options)).rejects.toMatchObject({ code: 'E_USAGE', detail: expect.stringContaining(sentence) });
    expect(compared).toEqual([]);
  });

  it('records nothing where nothing was compared', async () => {
    expect((await verify()).out).toContain('Nothing is recorded.');
    expect(compared).toEqual([]);
  });
});

describe('the own fingerprint', () => {
  it('is shown as a QR code where it is asked for', async () => {
    const [one, two, three] = hosts();
    const plain = await runCommand(fingerprintCommand, [], { host: one, client });
    expect(plain.out).not.toMatch(/[▀▄█]/);
    const painted = await runCommand(fingerprintCommand, ['--qr'], { host: two, client });
    const lines = qrLines(fingerprintQr(code), { quiet: QR_QUIET_MODULES, style: createStyle(false), ink: 'dark modules' });
    expect(painted.out).toContain([...lines, '', code].join('\n'));
    const { out } = await runCommand(fingerprintCommand, ['--qr'], { host: three, client, isJson: true });
    expect(JSON.parse(out)).toMatchObject({ accountId: OWN_ACCOUNT.accountId, code });
  });

  it('is the only one that has a QR code here: that of somebody else proves nothing', async () => {
    const other = runCommand(fingerprintCommand, ['doctor@example.org', '--qr'], { host: hosts()[0], client });
    await expect(other).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
