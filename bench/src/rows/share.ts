import type { BenchDevice } from '../api/devices.ts';
import { addElements, registeredDevice, requireStored } from '../api/devices.ts';
import { startProduct } from '../api/product.ts';
import type { Stage } from '../bench.ts';
import { linearRow } from '../bounds.ts';
import { takeTurns } from '../measure.ts';
import { OpenPgpPeer } from '../openpgp-peer.ts';
import { unlockedInMemory } from '../sealing-device.ts';
import { madeUpObservations } from '../seeded.ts';
import { timeOf } from '../stopwatch.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const SEED = 7_001;
/** Octets of the statement of a share between two people. */
const STATEMENT_OCTETS = 1_500;
/** Calls of the control in one round: enough for a figure, whatever the size. */
const CONTROL_CALLS = 100;

/** Milliseconds for each element. */
interface Round {
  readonly share: number;
  readonly revoke: number;
  /** Of sharing, less the time between a request and its answer. */
  readonly client: number;
  readonly wrapAndSign: number;
  readonly sign: number;
}

/**
 * Sharing elements with one person and taking them back: the whole client, a real connection and the whole server, for each element,
 * beside the OpenPGP that cannot be left out: one wrapped session key and one signature, and for taking back one signature.
 */
export async function measure(stage: Stage): Promise<Row[]> {
  const product = await startProduct(stage);
  const owner = await registeredDevice(stage, product, 'bench-owner');
  const reader = await registeredDevice(stage, product, 'bench-reader');
  const { accountId } = await owner.client.findPerson(reader.account.identifier);
  const peer = await OpenPgpPeer.of(await unlockedInMemory());
  const sizes = stage.isShort ? [30, 300] : [300, 3_000];
  const groups = [];
  for (const [i, size] of sizes.entries()) {
    groups.push({ size, elementIds: await addElements(owner, madeUpObservations(size, SEED + i)) });
  }
  const ways = groups.map(({ size, elementIds }) => [String(size), () => roundOf(owner, elementIds, accountId, peer)] as const);
  const rounds = await takeTurns(Object.fromEntries(ways), stage.isShort ? 1 : 3);
  return rowsOf(groups.map(({ size }) => ({ size, rounds: rounds[String(size)] ?? [] })));
}

async function roundOf(owner: BenchDevice, elementIds: readonly string[], accountId: string, peer: OpenPgpPeer): Promise<Round> {
  const { client, traffic } = owner;
  const each = async (act: () => Promise<unknown>, count = elementIds.length): Promise<number> => (await timeOf(act)) / count;
  const before = traffic.ms;
  const share = await each(async () => requireStored(await client.share(elementIds, accountId, { role: 'viewer' })));
  const line = (traffic.ms - before) / elementIds.length;
  const revoke = await each(async () => requireStored(await client.revoke(elementIds, accountId)));
  const sessionKey = new Uint8Array(32).fill(1);
  const statement = new Uint8Array(STATEMENT_OCTETS).fill(0x20);
  const repeat = (act: () => Promise<unknown>) => async (): Promise<void> => {
    for (let call = 0; call < CONTROL_CALLS; call += 1) await act();
  };
  const wrapAndSign = await each(
    repeat(() => peer.wrapAndSign(sessionKey, statement)),
    CONTROL_CALLS,
  );
  const sign = await each(
    repeat(() => peer.sign(statement)),
    CONTROL_CALLS,
  );
  return { share, revoke, client: share - line, wrapAndSign, sign };
}

function rowsOf(groups: readonly { readonly size: number; readonly rounds: readonly Round[] }[]): Row[] {
  const rows = groups.flatMap(({ size, rounds }) => {
    const row = (name: string, beside: string, measured: keyof Round, control: keyof Round): Row =>
      costRow(
        { name: `${name}, each of ${size}`, unit: 'ms', beside },
        { measured: rounds.map((round) => round[measured]), control: rounds.map((round) => round[control]) },
      );
    return [
      row('share', 'openpgp.js wrap + detached sign', 'share', 'wrapAndSign'),
      row('share, the client alone', 'openpgp.js wrap + detached sign', 'client', 'wrapAndSign'),
      row('revoke', 'openpgp.js detached sign', 'revoke', 'sign'),
    ];
  });
  const [small, large] = groups;
  if (!small || !large) return rows;
  // What each element costs at both sizes: their whole costs grow with the number of elements, too.
  const whole = ({ size, rounds }: typeof small, act: 'share' | 'revoke') => ({ size, costs: rounds.map((round) => round[act] * size) });
  return [
    ...rows,
    linearRow('share, growth', whole(small, 'share'), whole(large, 'share')),
    linearRow('revoke, growth', whole(small, 'revoke'), whole(large, 'revoke')),
  ];
}
