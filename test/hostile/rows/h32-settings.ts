import { KDF_CEILING, KDF_FLOOR } from '@sealchart/protocol';
import { row } from '../harness/row.ts';
import { enterAfterChangeUntouched, enterUntouched } from './acts.ts';
import { ANSWER_SCHEMA, KDF_LIMITS } from './account-checks.ts';
import { freshDevice, knownDevice, onPrelogin } from './accounts.ts';

const GIB = 2 ** 20;
const HOSTILE = [
  ['one pass over 8 KiB', { m: 8, t: 1, p: 1 }],
  ['one KiB less than the least', { m: KDF_FLOOR.m - 1 }],
  ['two passes', { t: 2 }],
  ['64 GiB', { m: 64 * GIB }],
  ['one pass more than the most', { t: KDF_CEILING.t + 1 }],
  ['2^31 passes', { t: 2 ** 31 }],
  ['255 lanes', { p: 255 }],
] as const;

/** H32: settings of the password derivation that no server may ask for. */
export const settings = [
  ...HOSTILE.map(([what, change]) =>
    row({
      id: 'H32',
      does: `asks for ${what}`,
      moment: 'first contact',
      code: 'E_KDF',
      defences: [KDF_LIMITS],
      setup: freshDevice,
      mutate: ({ victim }) => victim.tamper(onPrelogin(change)),
      act: enterUntouched,
      isEndless: 't' in change && change.t > 2 ** 30,
    }),
  ),
  ...HOSTILE.filter(([, change]) => 'm' in change).map(([what, change]) =>
    row({
      id: 'H32',
      does: `asks for ${what}, when the person says that the password was changed elsewhere`,
      moment: 'after pinning',
      code: 'E_KDF',
      defences: [KDF_LIMITS],
      setup: knownDevice,
      mutate: ({ victim }) => victim.tamper(onPrelogin(change)),
      act: enterAfterChangeUntouched,
    }),
  ),
  row({
    // Not E_KDF: no other algorithm can be said in the protocol, so that no client has to know the names of others.
    id: 'H32',
    does: 'asks for another algorithm',
    moment: 'first contact',
    code: 'E_ANSWER',
    defences: [ANSWER_SCHEMA],
    setup: freshDevice,
    mutate: ({ victim }) => victim.tamper(onPrelogin({ name: 'pbkdf2' })),
    act: enterUntouched,
  }),
];
