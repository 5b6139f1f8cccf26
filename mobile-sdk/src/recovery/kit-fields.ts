import { AccountId, Hash, Instant, InstanceId, SealchartError } from '@sealchart/protocol';
import type { RecoveryKit } from '../client-api/account.ts';
import { recoveryWordsOf } from '../crypto/recovery-code.ts';

/** The format of kits that this version makes and reads. */
export const KIT_FORMAT = 1;

/** What a kit holds beside its words, in the order in which it is written. */
export const KIT_FIELDS = ['server', 'account', 'instance', 'realm', 'log', 'made'] as const;
export type KitField = (typeof KIT_FIELDS)[number];

/** The values of a kit as its code and its text carry them. */
export type KitValues = Readonly<Record<KitField, string>>;

const HOST_NAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;
const HOST_NAME_CHARACTERS = 253;

const CHECKS: Readonly<Record<KitField, (value: string) => boolean>> = {
  server: isOrigin,
  account: (value) => AccountId.safeParse(value).success,
  instance: (value) => InstanceId.safeParse(value).success,
  realm: (value) => value.length <= HOST_NAME_CHARACTERS && HOST_NAME.test(value),
  // A raw Ed25519 public key has the length of a hash.
  log: (value) => Hash.safeParse(value).success,
  made: (value) => Instant.safeParse(value).success,
};

/** What the values are called where people read them. */
export const KIT_LABELS: KitValues = {
  server: 'server',
  account: 'account',
  instance: 'instance',
  realm: 'realm',
  log: 'log key',
  made: 'made on',
};

/** The values of a kit. */
export function valuesOfKit(kit: RecoveryKit): KitValues {
  const { server, accountId: account, instanceId: instance, realm, logKey: log, madeAt: made } = kit;
  return { server, account, instance, realm, log, made };
}

/** A kit of what was read. `E_WORDS` names the value that is missing or damaged, or what is wrong with the words. */
export function kitOfValues(values: Readonly<Partial<KitValues>>, typedWords: string): RecoveryKit {
  const checked = (field: KitField): string => {
    const value = values[field];
    if (value !== undefined && CHECKS[field](value)) return value;
    throw noKit(`its ${KIT_LABELS[field]} is ${value === undefined ? 'missing' : 'damaged'}`);
  };
  const [server, accountId, instanceId, realm, logKey, madeAt] = KIT_FIELDS.map(checked) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { server, accountId, instanceId, realm, logKey, words: recoveryWordsOf(typedWords), madeAt };
}

/** Refuses a format that this version does not know: `E_WORDS` says to update where the kit is newer. */
export function checkFormat(format: string): void {
  if (format === String(KIT_FORMAT)) return;
  throw noKit(/^[1-9]\d{0,3}$/.test(format) ? 'a newer version of Sealchart made this kit: update this program' : 'its format is damaged');
}

/** What is no kit, and why. */
export function noKit(detail: string): SealchartError {
  return new SealchartError('E_WORDS', { detail });
}

function isOrigin(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === value;
}
