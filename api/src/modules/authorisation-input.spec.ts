import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Row } from '../testing/authorisation-table.ts';
import { AUTHORISATION } from '../testing/authorisation-table.ts';
import { AuthorisationWorld, TARGETS } from '../testing/authorisation-world.ts';
import { printFigure } from '../testing/figures.ts';
import { routesOf } from '../testing/route-table.ts';
import type { TestRequest, TestServer } from '../testing/test-server.ts';
import { startTestServer } from '../testing/test-server.ts';

let server: TestServer;
let world: AuthorisationWorld;
let takes: ReadonlyMap<string, readonly string[]>;
beforeAll(async () => {
  server = await startTestServer();
  takes = new Map(routesOf(server.app).map((route) => [route.label, route.takes]));
  world = await AuthorisationWorld.open(server);
}, 60_000);
afterAll(async () => {
  printFigure('unknown fields and questions to the database in requests', `${tried} tried`, `${accepted.length} accepted`);
  await server.close();
});

/** What an attacker would like a database to read as a question. */
const OPERATORS: readonly unknown[] = [
  { $gt: '' },
  { $ne: null },
  { $regex: '.*' },
  { $where: '1' },
  { $in: ['x'] },
  { $expr: { $eq: [1, 1] } },
  { toString: 'x' },
  ['$where'],
  null,
];
const OPERATORS_IN_QUERIES = ['[$gt]=', '[$ne]=x', '[$regex]=.*', '[$where]=1', '[$in][]=x', '={"$gt":""}', '=x&a=y'];
const OPERATORS_IN_PATHS = ['%7B%22$gt%22:%22%22%7D', '$where', '[$ne]', '__proto__'];
/** Names that a body could smuggle something in under. */
const UNKNOWN_FIELDS: readonly Record<string, unknown>[] = [
  { unknown: 1 },
  { $set: { role: 'owner' } },
  { _id: 'x' },
  { isAdmin: true },
  { roles: ['owner'] },
];

type Path = readonly (string | number)[];
/** Places of a body: `leaves` hold one value, `objects` have fields. */
function placesOf(value: unknown, path: Path = []): { readonly leaves: Path[]; readonly objects: Path[] } {
  if (typeof value !== 'object' || value === null) return { leaves: [path], objects: [] };
  const inner = Object.entries(value).map(([key, item]) => placesOf(item, [...path, Array.isArray(value) ? Number(key) : key]));
  const objects = inner.flatMap((places) => places.objects);
  return { leaves: inner.flatMap(({ leaves }) => leaves), objects: Array.isArray(value) ? objects : [path, ...objects] };
}
/** The same body with another value in one place. */
function changed(value: unknown, [key, ...rest]: Path, change: (before: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = changed(copy[key], rest, change);
  return copy;
}

let requests = 0;
const address = (): string => `10.${(requests += 1) >> 16}.${(requests >> 8) & 255}.${requests & 255}`;
/** Status and code of a request of the owner of everything. */
async function refusalOf(request: TestRequest): Promise<string> {
  if (requests % 100 === 0) await server.accounts.collection('rates').deleteMany({});
  const { status, body } = await server.inject({ ...request, token: request.token ?? world.person('owner').token, from: address() });
  return `${status} ${(body as { code?: string } | undefined)?.code ?? ''}`;
}
const askedBy = async (row: Row): Promise<TestRequest> => {
  const target = TARGETS.find((one) => row.outcomes[one] !== undefined) ?? 'own';
  return row.ask({ world, caller: 'owner', person: world.person('owner'), target });
};
/** A request of each kind that the matrix knows, for the routes that read this. */
const rowsThatTake = (source: string): Row[] => AUTHORISATION.filter(({ route }) => takes.get(route)?.includes(source));
/** A field that is refused for another reason: names of sealed fields weigh more. */
const REFUSED = /^(?:400 E_REQUEST|422 E_PLAINTEXT)$/;

/** What should have been refused and was not. */
const accepted: string[] = [];
let tried = 0;
/** Sends requests of one kind that must all be refused. */
async function expectRefused(variants: readonly (readonly [what: string, request: TestRequest])[]): Promise<void> {
  expect(variants.length).toBeGreaterThan(0);
  const wrong: string[] = [];
  for (const [what, request] of variants) {
    const refusal = await refusalOf(request);
    if (!REFUSED.test(refusal)) wrong.push(`${what}: ${refusal}`);
  }
  tried += variants.length;
  accepted.push(...wrong);
  expect(wrong).toEqual([]);
}

describe('every route', () => {
  it('that reads a body refuses fields that it does not know, at every depth', async () => {
    for (const row of rowsThatTake('body')) {
      const request = await askedBy(row);
      const variants = placesOf(request.payload).objects.flatMap((path) =>
        UNKNOWN_FIELDS.map((more) => {
          const payload = changed(request.payload, path, (before) => ({ ...(before as object), ...more }));
          return [`${row.route} ${path.join('.')} ${JSON.stringify(more)}`, { ...request, payload }] as const;
        }),
      );
      await expectRefused(variants);
    }
  }, 120_000);

  it('that reads a body refuses questions to the database in every place of a value', async () => {
    for (const row of rowsThatTake('body')) {
      const request = await askedBy(row);
      const variants = placesOf(request.payload).leaves.flatMap((path) =>
        OPERATORS.map((odd) => {
          const payload = changed(request.payload, path, () => odd);
          return [`${row.route} ${path.join('.')} ${JSON.stringify(odd)}`, { ...request, payload }] as const;
        }),
      );
      await expectRefused(variants);
    }
  }, 120_000);

  it('that reads an address refuses them there', async () => {
    const readers = rowsThatTake('param');
    expect(readers.length).toBeGreaterThan(0);
    for (const row of readers) {
      const request = await askedBy(row);
      const segments = request.url.split('/');
      const places = segments.flatMap((segment, i) => (/^(?:elm_.+|[\w-]{43}|\d+)$/.test(segment) ? [i] : []));
      const variants = places.flatMap((place) =>
        OPERATORS_IN_PATHS.map((odd) => [`${row.route} ${odd}`, { ...request, url: segments.with(place, odd).join('/') }] as const),
      );
      await expectRefused(variants);
    }
  });

  it('that reads a query refuses them there, and fields that it does not know', async () => {
    const readers = rowsThatTake('query');
    expect(readers.length).toBeGreaterThan(0);
    for (const row of readers) {
      const request = await askedBy(row);
      const [path] = request.url.split('?');
      const variants = ['after', 'before', 'unknown', '__proto__', '$where'].flatMap((name) =>
        OPERATORS_IN_QUERIES.map((odd) => [`${row.route} ${name}${odd}`, { ...request, url: `${path}?${name}${odd}` }] as const),
      );
      await expectRefused(variants);
    }
  });
});
