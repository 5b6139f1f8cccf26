import { fromB64u } from '@sealchart/protocol';

const PREFIX = 'elm_';

/**
 * The `fullUrl` of an element that has none, always the same: the 16 bytes of its id as a UUID of version 8 (RFC 9562). A reference
 * inside the exported bundle can name it, and a later import knows the element by it.
 */
export function elementUrl(elementId: string): string {
  const bytes = fromB64u(elementId.slice(PREFIX.length));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')}`;
}
