import { Option } from 'commander';
import type { Profile } from '@sealchart/protocol';

/** What each kind of keys is for, in the words of the help. */
const KINDS: Readonly<Record<Profile, string>> = {
  modern: 'Ed25519 and X25519',
  rsa: 'RSA with 4096 bits, for institutions that need it; slower, and takes a minute to make',
};

/** `--key`: which kind of keys is made; without it `byDefault`. */
export function keyOption(byDefault: string): Option {
  const kinds = Object.entries(KINDS).map(([kind, what]) => `${kind} (${what})`);
  return new Option('--key <kind>', `kind of keys: ${kinds.join(' or ')}; default: ${byDefault}`).choices(Object.keys(KINDS));
}
