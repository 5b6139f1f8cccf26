import type { Bytes } from '@sealchart/protocol';
import { fromB64u, readPacket, toB64u, utf8 } from '@sealchart/protocol';
import type { AccountState } from '@sealchart/sdk/testing';
import { armorSecretKeys, exportSecretKey, forgeState, replaceSecretKey } from '@sealchart/sdk/testing';
import type { Defence } from '../harness/build.ts';
import { row } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { catchUp, enter } from './acts.ts';
import { BUNDLE_OF_CHAIN, IDENTITIES, SELF_SIGNATURES } from './account-checks.ts';
import type { Owner, StolenAccount } from './accounts.ts';
import { freshDevice, knownDevice, onLogin, onSync, stolenFrom } from './accounts.ts';

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

/** First octets of the secret packets: tags 5 and 7. */
const [SECRET_KEY, SECRET_SUBKEY] = [0xc5, 0xc7];

/** Offsets of the bodies of the secret packets: the primary key, and its subkey (RFC 9580 section 10.2). */
function bodiesOf(secretKey: Uint8Array): { readonly primary: number; readonly subkey: number } {
  const starts = new Map<number, number>();
  for (let at = 0; at < secretKey.length;) {
    const { first, body, end } = readPacket(secretKey, at);
    starts.set(first, end - body.length);
    at = end;
  }
  return { primary: starts.get(SECRET_KEY) ?? 0, subkey: starts.get(SECRET_SUBKEY) ?? 0 };
}

/** The secret halves of a secret key: behind the public point and one octet that says that nothing locks them. */
export function secretsIn(secretKey: Bytes): Bytes[] {
  return Object.values(bodiesOf(secretKey)).map((start) =>
    secretKey.slice(start + REGIONS.point.to + 1, start + REGIONS.point.to + 1 + 32),
  );
}

/** Within the body of a key packet of version 6: the time, and behind algorithm and length the public point. */
const REGIONS = { time: { from: 1, to: 5 }, point: { from: 10, to: 42 } } as const;
/** Within the body of a key packet of version 4: behind version, time, algorithm and its length in bits, the modulus of 4,096 bits. */
const MODULUS = { from: 8, to: 8 + 512 } as const;

interface Region {
  readonly from: number;
  readonly to: number;
}

/** What stands in a public region of one packet. */
function regionOf(secretKey: Bytes, packet: 'primary' | 'subkey', { from, to }: Region): Bytes {
  const start = bodiesOf(secretKey)[packet];
  return secretKey.slice(start + from, start + to);
}

/** A secret key with these octets there. */
function overwritten(genuine: Bytes, packet: 'primary' | 'subkey', { from }: Region, octets: Bytes): Bytes {
  const changed = genuine.slice();
  changed.set(octets, bodiesOf(genuine)[packet] + from);
  return changed;
}

/** With the public point of the subkey of another key. */
const withForeignSubkey = (genuine: Bytes, foreign: Bytes): Bytes =>
  overwritten(genuine, 'subkey', REGIONS.point, regionOf(foreign, 'subkey', REGIONS.point));

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

const MODULUS_ROWS = [
  { packet: 'primary', what: 'the primary key', defences: [HALVES, SELF_SIGNATURES, NAME, IDENTITIES] },
  { packet: 'subkey', what: 'the subkey', defences: [HALVES, SELF_SIGNATURES, IDENTITIES] },
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
        const genuine = secretKeyOf(stolen);
        const octets =
          region === 'point' ? regionOf(foreign, packet, REGIONS.point) : regionOf(genuine, packet, REGIONS.time).map((octet) => octet ^ 1);
        const forged = await written(stolen, overwritten(genuine, packet, REGIONS[region], octets));
        victim.tamper(onLogin(() => forged));
      },
      act: enter,
    }),
  ),
  ...MODULUS_ROWS.map(({ packet, what, defences }) =>
    row({
      id: 'H08',
      does: `seals the own RSA key with the modulus of ${what} overwritten`,
      moment: 'first contact',
      code: 'E_BUNDLE',
      defences,
      setup: (stage) => freshDevice(stage, { profile: 'rsa' }),
      async mutate({ victim, stolen }) {
        // A modulus that the server can factor is as good as any other: nothing asks how it was made.
        const modulus = crypto.getRandomValues(new Uint8Array(MODULUS.to - MODULUS.from));
        [modulus[0], modulus[modulus.length - 1]] = [0xff, 0x01];
        const forged = await written(stolen, overwritten(secretKeyOf(stolen), packet, MODULUS, modulus));
        victim.tamper(onLogin(() => forged));
      },
      act: enter,
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
      victim.tamper(await onSync(await written(stolen, withForeignSubkey(secretKeyOf(stolen), foreign))));
    },
    act: catchUp,
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
      const [before, after] = [genuine, withForeignSubkey(genuine, foreign)].map((key) => sealedText(bundle.fingerprint, key));
      const parts = bundle.sealedKeys.split('.');
      const sealed = fromB64u(parts[3] ?? '').map((octet, i) => octet ^ (before?.[i] ?? 0) ^ (after?.[i] ?? 0));
      const sealedKeys = parts.with(3, toB64u(sealed)).join('.');
      victim.tamper(onLogin(() => ({ bundle: { ...bundle, sealedKeys } })));
    },
    act: enter,
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
    act: enter,
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
