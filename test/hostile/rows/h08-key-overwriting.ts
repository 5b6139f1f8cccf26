import type { Bytes } from '@sealchart/protocol';
import { fromB64u, toB64u, utf8 } from '@sealchart/protocol';
import type { AccountState } from '@sealchart/sdk/testing';
import { armorSecretKeys, exportSecretKey, forgeState, replaceSecretKey } from '@sealchart/sdk/testing';
import type { Defence } from '../harness/build.ts';
import { row } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { BUNDLE_OF_CHAIN, IDENTITIES, SELF_SIGNATURES } from './account-checks.ts';
import type { Owner, StolenAccount } from './accounts.ts';
import { freshDevice, knownDevice, logIn, onLogin, onSync, stolenFrom } from './accounts.ts';

/** The public half of every packet must follow from its secret half, and nothing may be locked. */
const HALVES: Defence = {
  module: 'mobile-sdk/src/crypto/openpgp.ts',
  check: 'importSecretKey',
  body: 'return toIdentity(await openpgp.readPrivateKey({ binaryKey: secretKey, config }), accountId);',
};
/** A key must have the name under which it is sealed. */
const NAME: Defence = { module: 'mobile-sdk/src/crypto/sealed-keys.ts', check: 'requireNamed' };
/** Sealed keys are authenticated: in its place AES-256-GCM without its tag, which is AES in counter mode. */
const AUTHENTICATED: Defence = {
  module: 'mobile-sdk/src/crypto/jwe.ts',
  check: 'openJwe',
  body: `const [, , iv, text] = jwe.split('.');
    if (kind === 'slot') return (await compactDecrypt(jwe, key)).plaintext;
    const counter = Uint8Array.from([...fromB64u(iv), 0, 0, 0, 2]);
    const counting = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['decrypt']);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CTR', counter, length: 32 }, counting, fromB64u(text)));`,
};

/** Offsets of the bodies of the secret packets: the primary key, and its subkey (RFC 9580 section 10.2). */
function bodiesOf(secretKey: Uint8Array): { readonly primary: number; readonly subkey: number } {
  const starts: number[] = [];
  for (let at = 0; at < secretKey.length;) {
    const [first = 0, second = 0] = secretKey.subarray(at + 1, at + 3);
    const start = at + (first < 192 ? 2 : 3);
    starts.push(start);
    at = start + (first < 192 ? first : ((first - 192) << 8) + second + 192);
  }
  const [primary = 0, , subkey = 0] = starts;
  return { primary, subkey };
}

/** The secret halves of a secret key: behind the public point and one octet that says that nothing locks them. */
export function secretsIn(secretKey: Bytes): Bytes[] {
  return Object.values(bodiesOf(secretKey)).map((start) =>
    secretKey.slice(start + REGIONS.point.to + 1, start + REGIONS.point.to + 1 + 32),
  );
}

/** Within the body of a key packet of version 6: the time, and behind algorithm and length the public point. */
const REGIONS = { time: { from: 1, to: 5 }, point: { from: 10, to: 42 } } as const;

/** A secret key in which one public region of one packet is that of another key. */
function overwritten(genuine: Bytes, foreign: Bytes, packet: 'primary' | 'subkey', region: keyof typeof REGIONS): Bytes {
  const start = bodiesOf(genuine)[packet];
  const { from, to } = REGIONS[region];
  const source = region === 'point' ? foreign : genuine.map((octet) => octet ^ 1);
  return genuine.map((octet, i) => (i >= start + from && i < start + to ? (source[i] ?? 0) : octet));
}

/** The state of an account whose keys somebody has who writes this in the place of its secret key, sealed and signed as ever. */
function written(stolen: StolenAccount, secretKey: Uint8Array): Promise<AccountState> {
  const { instanceId, accountKey } = stolen;
  return forgeState(instanceId, stolen, stolen, { change: (bundle) => replaceSecretKey(instanceId, bundle, accountKey, secretKey) });
}

const secretKeyOf = ({ identities: [identity] }: StolenAccount): Bytes => {
  if (!identity) throw new Error('no identity');
  return exportSecretKey(identity);
};

async function withForeign(stage: Stage, owner: Owner) {
  const thief = await stage.actor('Eve');
  return { ...owner, attackers: [thief], foreign: secretKeyOf(await stolenFrom(thief)) };
}

const REGION_ROWS = [
  {
    packet: 'primary',
    region: 'point',
    what: 'the public point of the primary key',
    defences: [HALVES, SELF_SIGNATURES, NAME, IDENTITIES],
  },
  { packet: 'primary', region: 'time', what: 'the time of the primary key', defences: [SELF_SIGNATURES, NAME, IDENTITIES] },
  { packet: 'subkey', region: 'point', what: 'the public point of the subkey', defences: [HALVES, SELF_SIGNATURES, IDENTITIES] },
  { packet: 'subkey', region: 'time', what: 'the time of the subkey', defences: [SELF_SIGNATURES, IDENTITIES] },
] as const;

/** H08: public parameters of the own secret keys overwritten. The server has all keys here, so that only the last walls stand. */
export const keyOverwriting = [
  ...REGION_ROWS.map(({ packet, region, what, defences }) =>
    row({
      id: 'H08',
      does: `seals the own secret key with ${what} overwritten`,
      moment: 'first contact',
      code: 'E_BUNDLE',
      defences,
      setup: async (stage) => withForeign(stage, await freshDevice(stage)),
      async mutate({ victim, stolen, foreign }) {
        const forged = await written(stolen, overwritten(secretKeyOf(stolen), foreign, packet, region));
        victim.tamper(onLogin(() => forged));
      },
      act: ({ victim }) => logIn(victim),
    }),
  ),
  row({
    id: 'H08',
    does: 'seals the own secret key with the public point of the subkey overwritten, for a device that is at work',
    moment: 'after pinning',
    code: 'E_BUNDLE',
    defences: [HALVES, SELF_SIGNATURES, IDENTITIES],
    setup: async (stage) => withForeign(stage, await knownDevice(stage)),
    async mutate({ victim, stolen, foreign }) {
      victim.tamper(await onSync(await written(stolen, overwritten(secretKeyOf(stolen), foreign, 'subkey', 'point'))));
    },
    act: ({ victim }) => victim.client.sync(),
  }),
  row({
    id: 'H08',
    does: 'overwrites the public point of the subkey in the sealed keys without their key, because it knows what stands there',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [AUTHENTICATED, BUNDLE_OF_CHAIN, HALVES, SELF_SIGNATURES, IDENTITIES],
    setup: async (stage) => withForeign(stage, await freshDevice(stage)),
    mutate({ victim, stolen, foreign }) {
      const { bundle } = stolen;
      const genuine = secretKeyOf(stolen);
      const [before, after] = [genuine, overwritten(genuine, foreign, 'subkey', 'point')].map((key) => sealedText(bundle.fingerprint, key));
      const parts = bundle.sealedKeys.split('.');
      const sealed = fromB64u(parts[3] ?? '').map((octet, i) => octet ^ (before?.[i] ?? 0) ^ (after?.[i] ?? 0));
      const sealedKeys = parts.with(3, toB64u(sealed)).join('.');
      victim.tamper(onLogin(() => ({ bundle: { ...bundle, sealedKeys } })));
    },
    act: ({ victim }) => logIn(victim),
  }),
  row({
    id: 'H08',
    does: 'seals the own secret key in the classic format, whose public parameters nothing authenticates',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [HALVES],
    setup: freshDevice,
    async mutate({ victim, stolen }) {
      const armored = await armorSecretKeys(stolen.identities, victim.password, 'gnupg');
      const forged = await written(stolen, bytesOfArmor(armored));
      victim.tamper(onLogin(() => forged));
    },
    act: ({ victim }) => logIn(victim),
  }),
];

/** What is sealed: JCS of the one key. */
const sealedText = (fingerprint: string, secretKey: Bytes): Bytes =>
  utf8(JSON.stringify({ keys: [{ fingerprint, secretKey: toB64u(secretKey) }] }));

/** What stands in ASCII armour, without head, checksum and tail. */
function bytesOfArmor(armored: string): Uint8Array {
  const lines = armored.split('\n').map((line) => line.trim());
  const from = lines.indexOf('') + 1;
  const body = lines.slice(from).filter((line) => line !== '' && !/^[-=]/.test(line));
  return Buffer.from(body.join(''), 'base64');
}
