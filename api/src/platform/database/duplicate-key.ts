import { mongo } from 'mongoose';

/** Whether a write failed because a unique key exists: a normal outcome wherever two want the same. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11_000;
}
