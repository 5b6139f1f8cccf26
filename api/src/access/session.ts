import { documentSchema, required } from '../platform/database/document-schema.ts';

/** A login on one device. The token itself is not stored: a stolen database opens no session. */
export interface SessionDocument {
  /** SHA-256 of the token, base64url. */
  readonly _id: string;
  readonly accountId: string;
  /** What the person sees it listed under. */
  readonly device: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const SESSIONS = 'sessions';

export const sessionSchema = documentSchema<SessionDocument>({
  _id: required(String),
  accountId: required(String),
  device: required(String),
  createdAt: required(Date),
  expiresAt: required(Date),
});
sessionSchema.index({ accountId: 1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
