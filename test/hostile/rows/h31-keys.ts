import type { Stage } from '../harness/stage.ts';
import { variants } from '../harness/row.ts';
import { enter } from './acts.ts';
import type { Owner } from './accounts.ts';
import { freshDevice } from './accounts.ts';
import type { OtherJwe } from './other-jwes.ts';
import { serveBundle, withSealedKeys, withSlot } from './other-jwes.ts';

/** Takes every header, and opens with whatever it says: nothing here is a check of the library either. */
export const JWE_FORM = [
  { module: 'mobile-sdk/src/crypto/jwe.ts', check: 'readJweHeader', body: 'return headerOf(jwe);' },
  { module: 'mobile-sdk/src/crypto/jwe.ts', check: 'openJwe', body: 'return (await compactDecrypt(jwe, key)).plaintext;' },
];

const slots: readonly (OtherJwe & { readonly what: string })[] = [
  { what: 'ECDH-ES alone', head: { alg: 'ECDH-ES', enc: 'A256GCM' } },
  { what: 'a key wrap of 128 bits', head: { alg: 'ECDH-ES+A128KW', enc: 'A256GCM' } },
  { what: 'AES-CBC', head: { alg: 'ECDH-ES+A256KW', enc: 'A256CBC-HS512' } },
  { what: 'AES-128', head: { alg: 'ECDH-ES+A256KW', enc: 'A128GCM' } },
];
const sealed: readonly (OtherJwe & { readonly what: string })[] = [
  { what: 'AES key wrap', head: { alg: 'A256KW', enc: 'A256GCM' } },
  { what: 'AES-CBC', head: { alg: 'dir', enc: 'A128CBC-HS256' } },
];

const common = {
  id: 'H31',
  moment: 'first contact',
  setup: (stage: Stage) => freshDevice(stage),
  act: enter,
} as const;
// Not E_FORMAT: whatever is wrong with a key bundle has one code.
const code = 'E_BUNDLE' as const;

/** H31: key bundles of other algorithms. Whoever made them has the keys of the account, so that all else about them is right. */
export const otherKeys = [
  ...variants<Owner>(
    common,
    slots.map(({ what, ...jwe }) => ({
      does: `hands out a password’s slot with ${what}`,
      code,
      defences: JWE_FORM,
      mutate: async (owner) => serveBundle(owner, withSlot(owner.stolen, jwe)),
    })),
  ),
  ...variants<Owner>(
    common,
    sealed.map(({ what, ...jwe }) => ({
      does: `hands out secret keys sealed with ${what}`,
      code,
      defences: JWE_FORM,
      mutate: async (owner) => serveBundle(owner, withSealedKeys(owner.stolen, jwe)),
    })),
  ),
];
