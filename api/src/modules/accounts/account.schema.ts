import type { Kdf } from '@sealchart/protocol';
import { Schema } from 'mongoose';
import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** A login secret as it is kept. */
export interface KeptLogin {
  /** Argon2id of the login secret, with a pepper of the server; PHC string. */
  readonly loginHash: string;
  /** Id of that pepper. */
  readonly pepper: string;
}

/** One account in use. */
export interface AccountDocument extends KeptLogin {
  /** Account id. */
  readonly _id: string;
  /** What the client stretches the password with. */
  readonly kdf: Kdf;
  /** SHA-256 of the recovery login, base64url; absent without a recovery kit. */
  readonly recoveryHash?: string;
  /** Of the current key: where its certificate is found. */
  readonly certificateHash: string;
  /** Raised by whatever must not happen beside another change of the account: of two transactions that raise it, one runs again. */
  readonly revision?: number;
  /** Of the last login or recovery. */
  readonly loginAt?: Date;
  readonly createdAt: Date;
}

/** What stays of an account that was closed: its id is never given again, its chain and certificates are still shown. */
export interface ClosedAccountDocument {
  readonly _id: string;
  readonly createdAt: Date;
  readonly closedAt: Date;
}

/**
 * Which account an e-mail address belongs to. The address itself is not kept: its id is an HMAC under the server's enumeration key, so
 * that a stolen database does not even allow guessing.
 */
export interface IdentityDocument {
  readonly _id: string;
  readonly accountId: string;
}

/** The newest key bundle, whole. */
export interface BundleDocument {
  /** Account id. */
  readonly _id: string;
  readonly version: number;
  /** JSON text of the bundle. */
  readonly bundle: string;
}

/** One event of an account's chain, as it was signed. */
export interface AccountEventDocument {
  /** Account id and sequence. */
  readonly _id: string;
  readonly accountId: string;
  readonly sequence: number;
  readonly hash: string;
  readonly statement: Buffer;
  readonly signature: Buffer;
}

/** One certificate, current or former. */
export interface CertificateDocument {
  /** SHA-256 of the bytes, base64url. */
  readonly _id: string;
  readonly accountId: string;
  readonly bytes: Buffer;
}

/** The newest profile statement. */
export interface ProfileDocument {
  /** Account id. */
  readonly _id: string;
  readonly number: number;
  readonly statement: Buffer;
  readonly signature: Buffer;
}

export const ACCOUNT = 'accounts';
export const IDENTITY = 'identities';
export const BUNDLE = 'bundles';
export const ACCOUNT_EVENT_ROW = 'accountevents';
export const CERTIFICATE = 'certificates';
export const PROFILE_ROW = 'profiles';

const kdf = { name: required(String), m: required(Number), t: required(Number), p: required(Number), salt: required(String) };
const signed = { statement: required(Buffer), signature: required(Buffer) };

/** Only what closed accounts have as well is compulsory here; the types say the rest. */
export const accountSchema = documentSchema<Partial<AccountDocument & ClosedAccountDocument>>({
  _id: required(String),
  loginHash: String,
  pepper: String,
  kdf: new Schema(kdf, { _id: false, strict: 'throw' }),
  recoveryHash: String,
  certificateHash: String,
  revision: Number,
  loginAt: Date,
  createdAt: required(Date),
  closedAt: Date,
});
accountSchema.index({ pepper: 1 });

export const identitySchema = documentSchema<IdentityDocument>({ _id: required(String), accountId: required(String) });
identitySchema.index({ accountId: 1 });

export const bundleSchema = documentSchema<BundleDocument>({ _id: required(String), version: required(Number), bundle: required(String) });

export const accountEventSchema = documentSchema<AccountEventDocument>({
  _id: required(String),
  accountId: required(String),
  sequence: required(Number),
  hash: required(String),
  ...signed,
});
accountEventSchema.index({ accountId: 1, sequence: 1 }, { unique: true });

export const certificateSchema = documentSchema<CertificateDocument>({
  _id: required(String),
  accountId: required(String),
  bytes: required(Buffer),
});
certificateSchema.index({ accountId: 1 });

export const profileSchema = documentSchema<ProfileDocument>({ _id: required(String), number: required(Number), ...signed });
