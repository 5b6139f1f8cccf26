import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Anchor, ProfileStatement, SignedStatement } from '@sealchart/protocol';
import { fromB64u, fromUtf8 } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/sdk';
import { fixedClock } from '@sealchart/sdk/testing';
import { printFigure } from '@sealchart/api/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { TestPerson } from './support/people.ts';
import { NOTE, entryOf, freshDevice, pathOf, quickPerson, shareNote } from './support/rotations.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

const newPassword = (): string => `another long password ${crypto.randomUUID()}`;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const read = ({ statement }: SignedStatement): unknown => JSON.parse(fromUtf8(fromB64u(statement)));
const profileOf = async (subject: TestPerson): Promise<ProfileStatement> =>
  read((await entryOf(server, subject)).profile) as ProfileStatement;

/** The newest anchor of this person's own record, as the server shows it to a device that asks. */
async function anchorOf(device: TestPerson): Promise<Anchor | undefined> {
  const { request } = device.traffic.exchanges.findLast((exchange) => exchange.request.headers['authorization'] !== undefined) ?? {};
  const headers = { ...request?.headers };
  delete headers['content-type'];
  const { body } = await server.http.send({ method: 'GET', url: `${server.url}/v1/anchors/newest`, headers });
  const { anchor } = JSON.parse(body) as { anchor?: SignedStatement };
  return anchor && (read(anchor) as Anchor);
}

/** The same server behind a line that breaks for good at a request, before it arrived or before its answer came. */
interface BreakingLine {
  readonly server: InProcessServer;
  breakAt(request: number, moment: 'before' | 'after'): void;
  /** What was asked since then, less what never arrived. */
  readonly arrived: readonly string[];
}

const broken = (): never => {
  // Not one that is tried again: the process is gone.
  throw new SealchartError('E_LOCKED', { detail: 'the process ends here' });
};

function breakingLine(): BreakingLine {
  const arrived: string[] = [];
  let left = Infinity;
  let isAnswerLost = false;
  return {
    arrived,
    breakAt: (request, moment) => {
      [left, isAnswerLost, arrived.length] = [request, moment === 'after', 0];
    },
    server: {
      ...server,
      http: {
        async send(request) {
          left -= 1;
          if (left < 0 || (left === 0 && !isAnswerLost)) broken();
          const response = await server.http.send(request);
          arrived.push(pathOf(request));
          return left === 0 ? broken() : response;
        },
      },
    },
  };
}

describe('what securing an account left to be done', () => {
  it.each(['before', 'after'] as const)(
    'is finished by another device when the first one dies %s any of its requests is done',
    async (moment) => {
      const reached: string[][] = [];
      for (let request = 1; ; request += 1) {
        const line = breakingLine();
        const [first, doctor] = [await quickPerson(line.server, 'Kim'), await quickPerson(server, 'Dr Ada')];
        const elementId = await shareNote(first, [doctor]);
        await first.client.create([NOTE]);
        const second = await freshDevice(server, first);
        await second.client.sync();
        const login = newPassword();
        await first.client.secure({ password: first.password, newPassword: login });

        line.breakAt(request, moment);
        const isDead = await first.client.finishPendingWork().then(
          () => false,
          (error: SealchartError) => error.code === 'E_LOCKED',
        );
        reached.push([...line.arrived]);

        // Its session ended, and the password is another one.
        await expect(second.client.sync()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
        await second.client.login({ identifier: first.identifier, password: login, device: 'second', isPasswordChanged: true });
        expect(await second.client.sync()).toEqual({ changed: 0, gone: 0, refused: [], sent: [], conflicts: 0 });
        expect(await second.client.finishPendingWork()).toEqual({ steps: [] });

        expect(await profileOf(first)).toMatchObject({
          name: 'Kim',
          number: 2,
          author: { fingerprint: second.client.account().fingerprint },
        });
        expect(await anchorOf(second)).toMatchObject({ number: 1, size: 2, recordId: first.account.accountId });
        const fresh = await freshDevice(server, first, { login });
        expect(await fresh.client.sync()).toMatchObject({ changed: 2, refused: [] });
        expect(await (await freshDevice(server, doctor)).client.open(elementId)).toMatchObject({ body: NOTE.body });
        // The first one comes back, and finds it done.
        line.breakAt(Infinity, 'before');
        expect(await first.client.finishPendingWork()).toEqual({ steps: [] });
        expect(await anchorOf(first)).toMatchObject({ number: 1 });
        if (!isDead) break;
      }
      const whole = reached.at(-1) ?? [];
      expect(whole).toEqual(expect.arrayContaining(['/v1/accounts/me/profile', '/v1/feeds/pull', '/v1/anchors/newest', '/v1/anchors']));
      expect(reached).toHaveLength(whole.length + 1);
      expect(reached.slice(0, -1).map((paths) => paths.length)).toEqual(whole.map((_, i) => (moment === 'after' ? i + 1 : i)));
    },
    120_000,
  );

  it('is a matter of seconds for a record of 1,200 elements, in a handful of requests', async () => {
    const count = 1_200;
    const owner = await quickPerson(server, 'Kim');
    const outcomes = await owner.client.create(Array.from({ length: count }, (_, i) => ({ ...NOTE, title: `Pulse ${i}` })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(count);
    const login = newPassword();
    await owner.client.secure({ password: owner.password, newPassword: login });
    const from = owner.traffic.exchanges.length;
    const began = performance.now();
    expect(await owner.client.finishPendingWork()).toEqual({ steps: [] });
    const finished = performance.now();
    const asked = owner.traffic.exchanges.slice(from).map(({ request }) => pathOf(request));
    expect(asked.length).toBeLessThanOrEqual(8);

    const fresh = await freshDevice(server, owner, { login });
    const synced = performance.now();
    expect(await fresh.client.sync()).toMatchObject({ changed: count, refused: [] });
    const done = performance.now();
    const proofs = fresh.traffic.exchanges.filter(({ request }) => pathOf(request) === '/v1/anchors/proofs');
    const pages = fresh.traffic.exchanges.filter(({ request }) => pathOf(request) === '/v1/elements/read');
    expect(proofs.length).toBeLessThanOrEqual(pages.length);
    printFigure(`anchor over ${count} elements`, `${seconds(finished - began)}, ${asked.length} requests`);
    printFigure('new device reads them', `${seconds(done - synced)}, ${proofs.length} requests for proofs`);
    expect(finished - began).toBeLessThan(30_000);
  }, 120_000);
});

describe('what a routine rotation left to be done', () => {
  it('is the name alone, finished at the next sync of any device', async () => {
    const owner = await quickPerson(server, 'Kim');
    await owner.client.create([NOTE]);
    expect(await owner.client.rotate({ password: owner.password })).toEqual({ steps: ['profile'] });
    expect(await profileOf(owner)).toMatchObject({ number: 1 });
    const second = await freshDevice(server, owner);
    expect(await second.client.sync()).toEqual({ changed: 1, gone: 0, refused: [], sent: [], conflicts: 0 });
    const { fingerprint } = owner.client.account();
    expect(await profileOf(owner)).toMatchObject({ name: 'Kim', number: 2, author: { fingerprint } });
    expect(await owner.client.finishPendingWork()).toEqual({ steps: [] });
    expect(await profileOf(owner)).toMatchObject({ number: 2 });
    expect(await anchorOf(second)).toBeUndefined();
  });

  it('goes on with a sync that it failed in, and the report says so', async () => {
    // A clock of its own: nobody waits for tries that fail.
    const owner = await quickPerson(server, 'Kim', { ports: { clock: fixedClock(Date.now()) } });
    const [created] = await owner.client.create([NOTE]);
    await owner.client.rotate({ password: owner.password });
    owner.tamper(({ url }) => {
      if (url.endsWith('/v1/accounts/me/profile')) throw new SealchartError('E_UNAVAILABLE');
      return undefined;
    });
    const second = await freshDevice(server, owner);
    await second.client.update(created?.elementId ?? '', { ...NOTE, body: 'seventy' });
    // The server did keep the first try: only its answer was lost.
    expect(await owner.client.sync()).toMatchObject({ changed: 1, pending: { steps: ['profile'], error: { code: 'E_UNAVAILABLE' } } });
    owner.tamper();
    expect(await owner.client.sync()).toEqual({ changed: 0, gone: 0, refused: [], sent: [], conflicts: 0 });
    expect(await profileOf(owner)).toMatchObject({ number: 2, author: { fingerprint: owner.client.account().fingerprint } });
  });
});
