import type { LoginAttempt } from '@sealchart/protocol';
import type { Types } from 'mongoose';
import { Schema } from 'mongoose';
import { documentSchema, required } from '../../platform/database/document-schema.ts';

/**
 * One attempt to get into an account, or several that were not judged. Kept by the keyed hash of the address, not by account: attempts at
 * addresses without account are written alike, so that the time of an answer tells nothing.
 */
export interface LoginAttemptDocument {
  /** Orders the history. */
  readonly _id: Types.ObjectId;
  /** Keyed hash of the e-mail address. */
  readonly identityId: string;
  readonly at: Date;
  readonly way: LoginAttempt['way'];
  readonly result: LoginAttempt['result'];
  readonly address: string;
  /** Of the address: IPv4 /24, IPv6 /48. */
  readonly neighbourhood: string;
  readonly device: string;
  readonly isKnownDevice: boolean;
  readonly isUnusual: boolean;
  readonly count: number;
  /** Identity, address and hour of attempts that were not judged; absent of others. */
  readonly fold?: string;
  readonly expiresAt: Date;
}

export const LOGIN_ATTEMPTS = 'loginattempts';

export const loginAttemptSchema = documentSchema<LoginAttemptDocument>({
  _id: required(Schema.Types.ObjectId),
  identityId: required(String),
  at: required(Date),
  way: required(String),
  result: required(String),
  address: required(String),
  neighbourhood: required(String),
  device: required(String),
  isKnownDevice: required(Boolean),
  isUnusual: required(Boolean),
  count: required(Number),
  fold: String,
  expiresAt: required(Date),
});
loginAttemptSchema.index({ identityId: 1, _id: -1 });
loginAttemptSchema.index({ identityId: 1, result: 1, neighbourhood: 1, at: -1 });
// Sparse, not partial by type: MongoDB would not use such an index to find a fold.
loginAttemptSchema.index({ fold: 1 }, { unique: true, sparse: true });
loginAttemptSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
