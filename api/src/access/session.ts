import type { SessionView } from '@sealchart/protocol';
import { documentSchema, required } from '../platform/database/document-schema.ts';

/** `app`: a bearer token; `browser`: in a cookie; `recovery`: a bearer token that may only set a new password. */
export type SessionKind = SessionView['kind'];

/** A login on one device. The token itself is not stored: a stolen database opens no session. */
export interface SessionDocument {
  /** SHA-256 of the token, base64url. */
  readonly _id: string;
  readonly accountId: string;
  readonly kind: SessionKind;
  /** What the person sees it listed under. */
  readonly device: string;
  /** Network address of the last use. */
  readonly address: string;
  readonly createdAt: Date;
  /** Up to a minute behind. */
  readonly lastUsedAt: Date;
  /** When it ends unless it is used before. Sessions of the first release have none, and so have ended. */
  readonly idleUntil: Date;
  /** When it ends, whatever its use. */
  readonly expiresAt: Date;
}

export const SESSIONS = 'sessions';

export const sessionSchema = documentSchema<SessionDocument>({
  _id: required(String),
  accountId: required(String),
  kind: required(String),
  device: required(String),
  address: required(String),
  createdAt: required(Date),
  lastUsedAt: required(Date),
  idleUntil: required(Date),
  expiresAt: required(Date),
});
sessionSchema.index({ accountId: 1, lastUsedAt: -1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
sessionSchema.index({ idleUntil: 1 }, { expireAfterSeconds: 0 });
