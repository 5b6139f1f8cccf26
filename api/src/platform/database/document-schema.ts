import type { SchemaDefinition } from 'mongoose';
import { Schema } from 'mongoose';

/**
 * A schema as all collections have it: unknown fields throw in writes and filters, no version key, no hooks. `T` is the plain
 * document that `.lean()` reads give back; buffers come as `Buffer`.
 */
export function documentSchema<T>(definition: SchemaDefinition<T>): Schema<T> {
  return new Schema<T>(definition, { strict: 'throw', strictQuery: 'throw', versionKey: false, minimize: false, id: false });
}

/** A field that every document has. */
export const required = <Type>(type: Type): { readonly type: Type; readonly required: true } => ({ type, required: true });
