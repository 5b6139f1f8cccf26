import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** How much a record holds. */
export interface Usage {
  /** Elements that are not erased. */
  readonly elements: number;
  /** Of everything that their versions brought, and of `erase` manifests. */
  readonly bytes: number;
}

/** Changed in the transactions that change elements. */
export interface UsageDocument extends Usage {
  /** The record. */
  readonly _id: string;
}

export const USAGES = 'usages';

export const usageSchema = documentSchema<UsageDocument>({ _id: required(String), elements: required(Number), bytes: required(Number) });
