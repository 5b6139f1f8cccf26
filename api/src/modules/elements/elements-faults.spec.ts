import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { TestElement, sendBatch } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { AccountKeysService } from '../accounts/account-keys.service.ts';

let server: TestServer;
let ada: LoggedInAccount;
let keys: AccountKeysService;
let findCurrent: AccountKeysService['findCurrent'];
beforeAll(async () => {
  server = await startTestServer();
  ada = await registerAndLogIn(server);
  keys = server.app.get(AccountKeysService);
  findCurrent = keys.findCurrent.bind(keys);
});
afterEach(() => {
  keys.findCurrent = findCurrent;
});
afterAll(async () => {
  await server.close();
});

/** Certificates that cannot be asked for: what judges an item meets this. */
function failWith(fault: unknown): void {
  const broken = new Map<string, never>();
  broken.get = () => {
    throw fault;
  };
  keys.findCurrent = () => Promise.resolve(broken);
}

describe('a fault of the server while it judges an item', () => {
  it.each<[string, () => unknown, number, ErrorCode]>([
    ['nobody foresaw', () => new TypeError('x'), 500, 'E_INTERNAL'],
    ['is called one', () => new SealchartError('E_INTERNAL'), 500, 'E_INTERNAL'],
    ['passes', () => new SealchartError('E_UNAVAILABLE'), 503, 'E_UNAVAILABLE'],
    ['is a word of clients', () => new SealchartError('E_BUNDLE'), 500, 'E_INTERNAL'],
  ])('fails the request when it %s, and the same request succeeds later', async (_, fault, status, code) => {
    const { write, hash } = await TestElement.of(ada.identity).edit();
    failWith(fault());
    expect(await sendBatch(server, ada, [write], 'fault')).toMatchObject({ status, body: { code } });
    keys.findCurrent = findCurrent;
    expect(await sendBatch(server, ada, [write], `after-${hash}`)).toMatchObject({
      status: 200,
      body: { results: [{ status: 'stored', hash }] },
    });
  });

  it('is not every refusal', async () => {
    const { write } = await TestElement.of(ada.identity).edit();
    failWith(new SealchartError('E_CERT'));
    expect(await sendBatch(server, ada, [write])).toMatchObject({
      status: 200,
      body: { results: [{ status: 'refused', code: 'E_CERT' }] },
    });
  });
});
