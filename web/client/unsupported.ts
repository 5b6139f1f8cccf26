/** What a browser, or the way in which it opened this page, lacks. */
export type Lack = 'secure' | 'storage' | 'keys' | 'worker';

/** Why no account can be opened in this browser; undefined where one can. Whether it stores anything shows when its store is opened. */
export async function findLack(): Promise<Lack | undefined> {
  if (!globalThis.isSecureContext) return 'secure';
  if (!('indexedDB' in globalThis)) return 'storage';
  const hasParts = 'locks' in navigator && 'Worker' in globalThis && 'BroadcastChannel' in globalThis;
  if (!hasParts) return 'worker';
  return (await hasCurves()) ? undefined : 'keys';
}

async function hasCurves(): Promise<boolean> {
  try {
    const { subtle } = globalThis.crypto;
    await Promise.all([
      subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']),
      subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']),
    ]);
    return true;
  } catch {
    return false;
  }
}
