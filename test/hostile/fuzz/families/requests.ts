import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row, TestRequest, TestServer } from '@sealchart/api/testing';
import { AUTHORISATION, AuthorisationWorld, TARGETS, startTestServer } from '@sealchart/api/testing';
import { ERRORS, Problem, fromB64u, fromUtf8, isErrorCode } from '@sealchart/protocol';
import fc from 'fast-check';
import type { Family } from '../family.ts';
import { requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedJson, mutatedValue } from '../mutated-json.ts';
import { changedText, mutatedText } from '../mutated-text.ts';

/** What is sent, as one text. */
interface Sent {
  readonly row: number;
  readonly url?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests between two times that what was counted of them is forgotten: none is refused for their number. */
const PER_COUNT = 20;

/** Stands beside the web client's folder, and inside it where nobody is served. */
const MARKER = 'not for anybody';

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/json, text/plain' },
  { 'content-encoding': 'gzip' },
  { 'content-length': '5' },
  { 'transfer-encoding': 'chunked' },
  { 'idempotency-key': 'x'.repeat(500) },
  { 'idempotency-key': '__proto__' },
  { authorization: 'Bearer ' },
  { authorization: `Bearer ${'A'.repeat(9_000)}` },
  { authorization: 'Basic Og==' },
  { cookie: '__proto__=1; session=%00%ff; =; ;' },
  { 'sealchart-protocol': '1e999' },
  { 'sealchart-client': '\u00ff/'.repeat(200) },
  { accept: 'text/html;q=NaN' },
  { 'accept-language': '-'.repeat(3_000) },
  { origin: 'null' },
  { 'x-forwarded-for': '1.1.1.1,'.repeat(500) },
  { 'last-event-id': '99999999999999999999' },
  { range: 'bytes=-1--5,0-999999999999' },
  { 'if-none-match': '"'.repeat(999) },
  { host: '' },
  { expect: '100-continue' },
];

/** Every route, each with a request that fits it. */
class Requests {
  readonly #server: TestServer;
  readonly #rows: readonly (readonly [row: Row, request: TestRequest])[];
  readonly #token: string;
  #count = 0;

  private constructor(server: TestServer, rows: Requests['rows'], token: string) {
    this.#server = server;
    this.#rows = rows;
    this.#token = token;
  }

  static async open(server: TestServer): Promise<Requests> {
    const world = await AuthorisationWorld.open(server);
    const person = world.person('owner');
    const rows: (readonly [Row, TestRequest])[] = [];
    for (const row of AUTHORISATION) {
      const target = TARGETS.find((one) => row.outcomes[one] !== undefined) ?? 'own';
      if (row.isStream !== true) rows.push([row, await row.ask({ world, caller: 'owner', person, target })]);
    }
    return new Requests(server, rows, person.token);
  }

  get rows(): readonly (readonly [row: Row, request: TestRequest])[] {
    return this.#rows;
  }

  /** Sends it; true for an answer that is no refusal. */
  async send(sent: Sent): Promise<boolean> {
    const [, request] = this.#rows[sent.row % this.#rows.length] ?? [];
    if (!request) return false;
    this.#count += 1;
    if (this.#count % PER_COUNT === 0) await this.#server.accounts.collection('rates').deleteMany({});
    const { status, headers, text } = await this.#server.inject({
      ...request,
      url: sent.url ?? request.url,
      token: request.token ?? this.#token,
      from: `10.${(this.#count >> 16) & 255}.${(this.#count >> 8) & 255}.${this.#count & 255}`,
      ...(sent.body === undefined ? {} : { payload: sent.body }),
      headers: { ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers, ...sent.headers },
    });
    requireTrue(!text.includes(MARKER), 'a file that nobody is served');
    if (status < 400) return true;
    requireTrue(status < 500, `status ${status}: ${text.slice(0, 500)}`);
    requireProblem(status, headers, text);
    return false;
  }
}

/** A refusal says what it is, with the status of its code. */
function requireProblem(status: number, headers: Readonly<Record<string, unknown>>, text: string): void {
  const type = String(headers['content-type']);
  // Browsers get a page where there is no file.
  if (status === 404 && type.startsWith('text/html')) return;
  requireTrue(type.startsWith('application/problem+json'), `status ${status} with ${type}: ${text.slice(0, 200)}`);
  const problem = Problem.safeParse(JSON.parse(text));
  requireTrue(problem.success, `no problem: ${text.slice(0, 500)}`);
  const code = problem.data?.code;
  requireTrue(isErrorCode(code) && ERRORS[code].status === status, `code ${code} with status ${status}`);
}

/** Addresses that can be sent at all: what is left of odd signs is escaped, as every client does. */
const sendable = (url: string): string => {
  const text = `/${url
    .toWellFormed()
    .replaceAll(/[^!-~]/gu, (sign) => encodeURIComponent(sign))
    .replace(/^[/\\]+/, '')}`;
  return URL.canParse(`http://localhost${text}`) ? text : '/';
};

/** The client's own folder, with what must stay in it. */
async function webFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-fuzz-web-'));
  const root = join(folder, 'web');
  await mkdir(join(root, 'en', 'list'), { recursive: true });
  await mkdir(join(root, '_next', 'static'), { recursive: true });
  const files = {
    'csp.json': `{"${MARKER}":"x"}`,
    '.hidden': MARKER,
    '../beside.txt': MARKER,
    'en/index.html': '<p>',
    'en/list/index.html': '<p>',
    '404.html': '<p>',
    '_next/static/a.js': '0',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  return root;
}

const PATHS = [
  '/',
  '/en/',
  '/en/list',
  '/en/list/',
  '/_next/static/a.js',
  '/csp.json',
  '/.hidden',
  '/../beside.txt',
  '/..%2fbeside.txt',
  '/en/%2e%2e/%2e%2e/beside.txt',
  '/v1/../csp.json',
  '/%63sp.json',
];

function families(requests: Requests): Family[] {
  const places = requests.rows.map((_, i) => i);
  const withBody = places.filter((i) => requests.rows[i]?.[1].payload !== undefined);
  const at = (i: number): TestRequest => requests.rows[i]?.[1] ?? { url: '/' };
  const urls = requests.rows.map(([, { url }]) => url);
  const bodies = fc.constantFrom(...withBody).chain((row) => mutatedJson(at(row).payload).map((body): Sent => ({ row, body })));
  // Of what is signed the values are changed inside, in canonical form: so that it is read to its end.
  const inside = fc
    .constantFrom(...withBody)
    .chain((row) => mutatedValue(...opened(at(row).payload)).map((value): Sent => ({ row, body: closed(at(row).payload, value) })));
  const addresses = fc
    .record({ row: fc.constantFrom(...places), url: changedText(fc.constantFrom(...urls), urls) })
    .map(({ row, url }): Sent => ({ row, url: sendable(url) }));
  const heads = fc
    .record({ row: fc.constantFrom(...places), headers: fc.constantFrom(...HEADERS), more: fc.constantFrom(...HEADERS) })
    .map(({ row, headers, more }): Sent => ({ row, headers: { ...headers, ...more }, ...bodyOf(at(row)) }));
  const files = fc
    .record({ url: mutatedText(...PATHS), headers: fc.constantFrom({ accept: 'text/html' }, {}, { 'accept-encoding': 'br' }) })
    .map(({ url, headers }): Sent => ({ row: urls.indexOf('/health'), url: sendable(url), headers }));
  const family = (name: string, inputs: fc.Arbitrary<Sent>, share: number): Family => ({
    name,
    inputs: inputs.map((sent) => JSON.stringify(sent)),
    refusals: [],
    share,
    read: (input) => requests.send(JSON.parse(textOf(input)) as Sent),
  });
  return [
    family('bodies of requests', bodies, 1),
    family('statements in requests', inside, 0.5),
    family('addresses of requests', addresses, 0.4),
    family('headers of requests', heads, 0.4),
    family('paths of the web client', files, 0.4),
  ];
}

const bodyOf = ({ payload }: TestRequest): { body?: string } => (payload === undefined ? {} : { body: JSON.stringify(payload) });

/** Statements inside a body, as values. */
function opened(payload: unknown): unknown[] {
  const texts = Array.from(JSON.stringify(payload).matchAll(/"statement":"([\w-]+)"/g), ([, text = '']) => text);
  return texts.length === 0 ? [{}] : texts.map((text) => JSON.parse(fromUtf8(fromB64u(text))) as unknown);
}

/** The body with this statement in the place of its first. */
function closed(payload: unknown, value: unknown): string {
  const bytes = Buffer.from(JSON.stringify(sorted(value))).toString('base64url');
  return JSON.stringify(payload).replace(/"statement":"[\w-]+"/, `"statement":"${bytes}"`);
}

/** In the order of canonical JSON, as far as values have one. */
function sorted(value: unknown, levels = 40): unknown {
  if (typeof value !== 'object' || value === null || levels === 0) return value;
  if (Array.isArray(value)) return value.map((item) => sorted(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item, levels - 1)]),
  );
}

/** The whole server, asked by somebody who knows every route. */
export async function requestsGroup(): Promise<Group> {
  const root = await webFolder();
  const server = await startTestServer({ WEB_DIR: root });
  const requests = await Requests.open(server);
  return {
    families: families(requests),
    close: async () => {
      await server.close();
      await rm(join(root, '..'), { recursive: true, force: true });
    },
  };
}
