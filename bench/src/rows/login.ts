import { KDF_DEFAULT } from '@sealchart/protocol';
import { fetchHttp, nodeKdf } from '@sealchart/sdk/node';
import { Session, testPorts } from '@sealchart/sdk/testing';
import { arenaOf } from '../api/arena.ts';
import type { Listening } from '../api/product.ts';
import type { Stage } from '../bench.ts';
import type { Rounds } from '../measure.ts';
import { median, takeTurns } from '../measure.ts';
import { CLIENT } from '../sealing-device.ts';
import { ServerWatch, Stopwatch, timeOf } from '../stopwatch.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

/** What a login may take besides one Argon2id, as a share of it, and besides two round trips. */
const SURCHARGE = 0.15;

/** Where the milliseconds of one login went. */
interface Login {
  readonly total: number;
  /** Argon2id in the client. */
  readonly argon2: number;
  /** Between a request leaving the client and its answer, less the server's part. */
  readonly network: number;
  readonly server: number;
}

/**
 * A login on a new device, from the password to the opened account, against one Argon2id of the same parameters with 15 % on top and two
 * round trips; and where its time goes.
 */
export async function measure(stage: Stage): Promise<Row[]> {
  const { product } = await arenaOf(stage);
  const kdf = nodeKdf();
  const job = { ...KDF_DEFAULT, password: new Uint8Array(24), salt: new Uint8Array(16) };
  await sessionOf(product).register({ ...CREDENTIALS, name: 'Bench' });
  const runs = await takeTurns<'login' | 'allowed', Login | number>(
    {
      login: () => logIn(product),
      allowed: async () => (1 + SURCHARGE) * (await timeOf(() => kdf.argon2id(job))) + 2 * (await timeOf(() => ping(product))),
    },
    stage.isShort ? 2 : 9,
  );
  return rowsOf(runs as { readonly login: readonly Login[]; readonly allowed: readonly number[] });
}

function rowsOf({ login, allowed }: { readonly login: readonly Login[]; readonly allowed: readonly number[] }): Row[] {
  const totals: Rounds<'measured' | 'control'> = { measured: login.map(({ total }) => total), control: allowed };
  const part = (name: string, of: (run: Login) => number): Row => ({ name: `login, ${name}`, unit: 'ms', measured: median(login.map(of)) });
  return [
    costRow({ name: 'login', unit: 'ms', beside: '1.15 Argon2id + 2 round trips', target: 1 }, totals),
    part('Argon2id in the client', ({ argon2 }) => argon2),
    part('network', ({ network }) => network),
    part('server', ({ server }) => server),
    part('rest of the client', ({ total, argon2, network, server }) => total - argon2 - network - server),
  ];
}

const CREDENTIALS = { identifier: 'bench-login@example.org', password: 'the long password of a login', device: 'bench' } as const;

/** A new device: an empty store. */
function sessionOf({ port }: Listening, ports = testPorts({ kdf: nodeKdf() })): Session {
  return new Session({ server: `http://localhost:${port}`, client: CLIENT, ports });
}

async function logIn(product: Listening): Promise<Login> {
  const [argon2, http] = [new Stopwatch(), new Stopwatch()];
  const [kdf, network] = [nodeKdf(), fetchHttp()];
  const ports = testPorts({
    kdf: { argon2id: (job) => argon2.during(() => kdf.argon2id(job)) },
    http: { send: (request) => http.during(() => network.send(request)) },
  });
  const server = new ServerWatch();
  try {
    const total = await timeOf(() => sessionOf(product, ports).login(CREDENTIALS));
    return { total, argon2: argon2.ms, server: server.ms, network: http.ms - server.ms };
  } finally {
    server.close();
  }
}

async function ping({ port }: Listening): Promise<void> {
  await (await fetch(`http://localhost:${port}/health`)).text();
}
