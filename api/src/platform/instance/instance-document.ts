import type { Connection } from 'mongoose';
import { documentSchema, required } from '../database/document-schema.ts';

/** The one document that says whose database this is. */
export interface InstanceDocument {
  readonly _id: 'instance';
  readonly holds: 'accounts' | 'records';
  readonly instanceId: string;
  readonly dataVersion: number;
}

/** The accounts database knows the rest. */
export interface AccountsInstanceDocument extends InstanceDocument {
  readonly realm: string;
  /** Raw Ed25519 public key, base64url. */
  readonly logKey: string;
  /** `check` of the secrets. */
  readonly secretsCheck: string;
  /** False until the records database is marked too: a first start that was cut short goes on. */
  readonly isComplete: boolean;
}

const common = { _id: required(String), holds: required(String), instanceId: required(String), dataVersion: required(Number) };

const accountsSchema = documentSchema<AccountsInstanceDocument>({
  ...common,
  realm: required(String),
  logKey: required(String),
  secretsCheck: required(String),
  isComplete: required(Boolean),
});

const recordsSchema = documentSchema<InstanceDocument>(common);

/** The models, made on the open connections before any module is. */
export const accountsInstanceModel = (connection: Connection) => connection.model('instance', accountsSchema, 'instance');
export const recordsInstanceModel = (connection: Connection) => connection.model('instance', recordsSchema, 'instance');
