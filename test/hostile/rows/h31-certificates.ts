import * as openpgp from 'openpgp';
import type { Stage } from '../harness/stage.ts';
import { variants } from '../harness/row.ts';
import { findDoctor } from './acts.ts';
import { onEntry } from './answers.ts';
import { SIGNATURE } from './checks.ts';
import type { WeakKey } from './weak-accounts.ts';
import { weakEntry } from './weak-accounts.ts';

/** Takes every OpenPGP key that there is. */
export const CERTIFICATE_FORM = {
  module: 'protocol/src/openpgp/certificate.ts',
  check: 'readCertificate',
  body: `
    const { body } = readPacket(bytes);
    const version = body[0] === 6 ? 6 : 4;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', keyOctets(version, body)));
    const fingerprint = [...digest].map((octet) => octet.toString(16).padStart(2, '0')).join('');
    const key = { version, publicKey: body, fingerprint, packetFingerprint: fingerprint };
    return { profile: 'modern', bytes, hash: await sha256B64u(bytes), fingerprint, signing: key, encryption: key };
  `,
};

const modern: WeakKey['options'] = { type: 'curve25519', userIDs: [] };
const named = [{ name: 'Dr Ada' }];
const keys: readonly (WeakKey & { readonly what: string })[] = [
  { what: 'a version 4 key of curve25519', options: { type: 'ecc', curve: 'curve25519Legacy', userIDs: named } },
  { what: 'a key of NIST P-256', options: { type: 'ecc', curve: 'nistP256', userIDs: named } },
  { what: 'a key of curve448', options: { ...modern, type: 'curve448' } },
  { what: 'an RSA key of 2048 bits', options: { type: 'rsa', rsaBits: 2048, userIDs: named } },
  { what: 'a key bound with SHA-256', options: modern, config: { preferredHashAlgorithm: openpgp.enums.hash.sha256 } },
  { what: 'a key that asks for messages without AEAD', options: modern, config: { aeadProtect: false } },
  { what: 'a key that ends', options: { ...modern, keyExpirationTime: 86_400 } },
  { what: 'a version 6 key with a name in it', options: { ...modern, userIDs: named } },
];

async function strangers(stage: Stage) {
  return { victim: await stage.victim('Kim'), doctor: await stage.actor('Dr Ada') };
}

type Strangers = Awaited<ReturnType<typeof strangers>>;

/** Looking up somebody who is on the server's side, and whose chain says what it likes. */
export const lookingUp = {
  moment: 'first contact',
  setup: strangers,
  act: findDoctor,
} as const;

/** Shows such a key in the place of theirs. */
export const show =
  (key: WeakKey) =>
  async ({ victim }: Strangers, { hostile }: Stage): Promise<void> => {
    const entry = await weakEntry(hostile.instanceId, 'Dr Ada', key);
    victim.tamper(onEntry(() => entry));
  };

/** H31: certificates of other kinds. Their owner is on the server's side, and all that they sign is right. */
export const otherCertificates = variants(
  { id: 'H31', ...lookingUp },
  keys.map(({ what, ...key }) => ({
    does: `shows somebody with ${what}`,
    // Not E_FORMAT: whatever is wrong with a certificate has one code.
    code: 'E_CERT' as const,
    defences: [CERTIFICATE_FORM, SIGNATURE],
    mutate: show(key),
  })),
);
