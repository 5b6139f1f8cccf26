import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** One content's session key, wrapped for one principal. Deleted when the principal leaves the audience. */
export interface KeyPacketDocument {
  /** Element, principal and content version, see `packetKey`. */
  readonly _id: string;
  readonly recordId: string;
  /** Of a keyring; 0 for accounts. */
  readonly epoch: number;
  /** v6 PKESK packet. */
  readonly packet: Buffer;
}

export const KEY_PACKETS = 'keypackets';

export const keyPacketSchema = documentSchema<KeyPacketDocument>({
  _id: required(String),
  recordId: required(String),
  epoch: required(Number),
  packet: required(Buffer),
});
