import { documentSchema, required } from '../database/document-schema.ts';

/** A request that was made under a key, and its answer once there is one. */
export interface IdempotentAnswer {
  /** SHA-256 of account and key, base64url. */
  readonly _id: string;
  readonly accountId: string;
  /** SHA-256 of route and body, base64url. */
  readonly requestHash: string;
  /** JSON text; absent while the request runs. Holds ids, versions, hashes and codes only. */
  readonly answer?: string;
  /** Whose run it is; another one may take over when `leaseUntil` has passed. */
  readonly lease: string;
  readonly leaseUntil: Date;
  readonly expiresAt: Date;
}

export const IDEMPOTENT_ANSWERS = 'idempotentanswers';

export const idempotentAnswerSchema = documentSchema<IdempotentAnswer>({
  _id: required(String),
  accountId: required(String),
  requestHash: required(String),
  answer: String,
  lease: required(String),
  leaseUntil: required(Date),
  expiresAt: required(Date),
});
idempotentAnswerSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
