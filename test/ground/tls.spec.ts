// A server with a certificate of its own, as an operator runs it, and a person who uses it.
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { connect as connectBare } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CliPerson } from '../stories/support/cli-person.ts';
import type { Started } from './started.ts';
import { startSealchart } from './started.ts';
import type { TestCertificate } from '@sealchart/api/testing';
import { makeTestCertificate } from '@sealchart/api/testing';

let base: string;
let certFile: string;
let keyFile: string;
let started: Started;
let url: URL;
let current: TestCertificate;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'sealchart-tls-spec-'));
  [certFile, keyFile] = [join(base, 'tls.crt'), join(base, 'tls.key')];
  put((current = await makeTestCertificate()));
  started = start();
  url = new URL(await started.ready);
}, 120_000);
afterAll(async () => {
  started.signal('SIGTERM');
  await started.ended;
  rmSync(base, { recursive: true, force: true });
});

const start = (folder = 'data', env: Readonly<Record<string, string>> = {}): Started =>
  startSealchart(join(base, folder), { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, ...env });

/** Puts a pair in place as certbot does: written aside, then renamed. */
function put({ cert, key }: TestCertificate): void {
  for (const [file, text] of [
    [keyFile, key],
    [certFile, cert],
  ] as const) {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}
async function answerTo(request: ReturnType<typeof get>): Promise<Got> {
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, text: Buffer.concat((await answer.toArray()) as Buffer[]).toString() };
}
const fetchOver = (path: string, ca = current.cert): Promise<Got> => answerTo(get(new URL(path, url), { ca, agent: false }));

/** A connection as a client that trusts `ca` opens it. */
async function connected(ca: string) {
  const socket = connect({ host: '127.0.0.1', port: Number(url.port), servername: 'localhost', ca });
  await once(socket, 'secureConnect');
  return socket;
}
/** Whether a new connection is served under this certificate, and no other. */
const isServed = ({ cert }: TestCertificate): Promise<boolean> =>
  fetchOver('/health', cert).then(
    ({ status }) => status === 200,
    () => false,
  );
const until = async (isDone: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isDone())) await new Promise((done) => setTimeout(done, 50));
};
const log = (): string => readFileSync(join(base, 'data/logs/api.log'), 'utf8');

describe('a server with a certificate', () => {
  it('is opened over HTTPS, and says so', async () => {
    expect(url.href).toMatch(/^https:\/\/localhost:\d+\/$/);
    expect(started.output()).toContain(`register --server https://localhost:${url.port}`);
    const { status, headers } = await fetchOver('/');
    expect([status, headers['strict-transport-security'], headers['location']]).toEqual([302, 'max-age=31536000', '/en/']);
    const page = await fetchOver('/en/');
    expect([page.status, page.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
    expect(page.text).toContain('<title>Sealchart</title>');
    expect((await fetchOver('/ready')).status).toBe(200);
    await expect(fetchOver('/', (await makeTestCertificate()).cert)).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|SIGN|UNABLE/),
    });
  });

  it('leads from the bare address to the name', async () => {
    const request = get(`https://127.0.0.1:${url.port}/docs`, { ca: current.cert, servername: 'localhost', agent: false });
    expect(await answerTo(request)).toMatchObject({ status: 308, headers: { location: `https://localhost:${url.port}/docs` } });
  });

  it('tells whoever comes over plain HTTP what to do, and lives through noise', async () => {
    const plain = (path: string): Promise<Got> => answerTo(getPlain({ host: '127.0.0.1', port: url.port, path, agent: false }));
    const page = await plain('/');
    expect([page.status, page.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(page.text).toContain(`<a href="https://localhost:${url.port}">`);
    const { status, text } = await plain('/v1/instance');
    expect([status, JSON.parse(text)]).toEqual([
      403,
      expect.objectContaining({ code: 'E_INSECURE', detail: `open https://localhost:${url.port}` }),
    ]);
    for (const noise of ['\x16\x03\x01\x00\x05hello', '\x16nonsense', '\0\0\0\0', 'hello\r\n\r\n']) {
      const socket = connectBare(Number(url.port), '127.0.0.1');
      socket.on('error', () => undefined).resume();
      socket.end(noise);
      await new Promise((done) => socket.once('close', done));
    }
    expect((await fetchOver('/ready')).status).toBe(200);
  });

  it('serves a renewed certificate to new connections while the open ones go on', async () => {
    const kept = await connected(current.cert);
    const renewed = await makeTestCertificate();
    put(renewed);
    await until(() => isServed(renewed));
    expect(await isServed(current)).toBe(false);
    kept.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const [answer] = (await once(kept, 'data')) as [Buffer];
    expect(answer.toString()).toContain('200 OK');
    kept.destroy();
    expect(log()).toContain('TLS: a new certificate is served');
    current = renewed;
  }, 60_000);

  it('stays with the former one while the files do not fit, and says so in its log', async () => {
    const broken = await makeTestCertificate();
    writeFileSync(keyFile, broken.key);
    await until(() => log().includes('TLS: the files hold no certificate that can be served, the former one stays: TLS_KEY_FILE'));
    expect(await isServed(current)).toBe(true);
    writeFileSync(certFile, broken.cert);
    await until(() => isServed(broken));
    current = broken;
    expect(log()).not.toContain(broken.key.split('\n')[1]);
  }, 60_000);
});

describe('a person at a server with a certificate of its own', () => {
  it('registers and comes back where the certificate is known, and nowhere else', async () => {
    const server = url.origin;
    const authority = join(base, 'authority.crt');
    copyFileSync(certFile, authority);
    const ada = new CliPerson({ name: 'Ada Moss', server, env: { NODE_EXTRA_CA_CERTS: authority } });
    const eve = new CliPerson({ name: 'Eve', server });
    try {
      const { account } = await ada.register();
      expect(await ada.json(['whoami'])).toMatchObject({ account: { accountId: account.accountId, identifier: ada.identifier } });
      expect(await eve.run(['register', eve.identifier, '--name', 'Eve', '--server', server])).toMatchObject({
        code: 4,
        stderr: expect.stringMatching(/E_NETWORK[^]*certificate is not trusted on this device/),
      });
    } finally {
      await Promise.all([ada.remove(), eve.remove()]);
    }
  }, 120_000);
});

describe('npm start says what is wrong', () => {
  it('with certificate and key', async () => {
    const { code, output } = await start('other', { TLS_KEY_FILE: join(base, 'absent.key'), TLS_CERT_FILE: base }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^E_CONFIG: TLS_CERT_FILE: must name a file; it is a folder$/m);
    expect(output).toMatch(/^E_CONFIG: TLS_KEY_FILE: must name a file that exists; there is none$/m);
  }, 60_000);
});
