/** A fingerprint in hexadecimal, in groups of four that can be compared at a glance. */
export function FingerprintHex({ fingerprint }: { readonly fingerprint: string }) {
  return (
    <p translate="no" className="font-mono text-sm break-words">
      {fingerprint.match(/.{1,4}/g)?.join(' ')}
    </p>
  );
}
