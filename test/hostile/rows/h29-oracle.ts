import { row } from '../harness/row.ts';
import { enter } from './acts.ts';
import { freshDevice, onLogin } from './accounts.ts';

/** One bit of base64url text changed: it stays well formed. */
const flipped = (text: string): string => text.slice(0, 9) + (text[9] === 'A' ? 'B' : 'A') + text.slice(10);

/** H29: the client as an oracle. See `login-oracle.spec.ts` for a thousand changes and what is sent after them. */
export const oracle = [
  row({
    id: 'H29',
    does: 'changes a signature, and waits for an error that tells how far the client came',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [{ module: 'mobile-sdk/src/session/own-chain.ts', check: 'asBundleRefusal', body: 'return act();' }],
    setup: freshDevice,
    mutate: ({ victim }) =>
      victim.tamper(
        onLogin(({ entry }) => {
          const [first, ...events] = entry.events;
          return { entry: { ...entry, events: [{ ...first, signature: flipped(first?.signature ?? '') }, ...events] } };
        }),
      ),
    act: enter,
  }),
];
