import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { OWN_ACCOUNT, runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { renameCommand } from './rename.ts';

const refuse = async (): Promise<never> => {
  throw new SealchartError('E_REQUEST', { issues: [{ path: 'name', message: 'not a plain name' }] });
};

let host: TestHost;
beforeEach(() => {
  host = testHost();
});
afterEach(() => host.remove());

it('changes the name, and shows it as it is now', async () => {
  const names: string[] = [];
  const client = {
    changeName: async (name: string) => {
      names.push(name);
      return { ...OWN_ACCOUNT, name };
    },
  };
  expect((await runCommand(renameCommand, ['Ada \u202eHill'], { host, client })).out).toContain('Your name is Ada \\u{202e}Hill now.');
  expect(names).toEqual(['Ada \u202eHill']);
});

it('answers with the account', async () => {
  const client = { changeName: async (name: string) => ({ ...OWN_ACCOUNT, name }) };
  const { out } = await runCommand(renameCommand, ['Ada Hill'], { host, client, isJson: true });
  expect(JSON.parse(out)).toMatchObject({ profile: 'default', account: { accountId: OWN_ACCOUNT.accountId, name: 'Ada Hill' } });
});

it('says what the client refuses', async () => {
  await expect(runCommand(renameCommand, [''], { host, client: { changeName: refuse } })).rejects.toMatchObject({ code: 'E_REQUEST' });
  expect(host.out()).toBe('');
});
