import { documentSchema, required } from '../platform/database/document-schema.ts';

/** A device that logged in. It shows its token with later logins; the token itself is not stored, and opens nothing by itself. */
export interface KnownDeviceDocument {
  /** SHA-256 of the token, base64url. */
  readonly _id: string;
  readonly accountId: string;
  /** As it named itself. */
  readonly device: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** Wrong tries with this token; a right one makes a new token. */
  readonly failures: number;
}

export const DEVICES = 'devices';

/** A browser keeps cookies for so long at most (RFC 6265bis section 5.5), and what nobody used for a year is no known device. */
export const DEVICE_DAYS = 400;

export const knownDeviceSchema = documentSchema<KnownDeviceDocument>({
  _id: required(String),
  accountId: required(String),
  device: required(String),
  createdAt: required(Date),
  lastUsedAt: required(Date),
  failures: required(Number),
});
knownDeviceSchema.index({ accountId: 1, lastUsedAt: -1 });
knownDeviceSchema.index({ lastUsedAt: 1 }, { expireAfterSeconds: DEVICE_DAYS * 86_400 });
