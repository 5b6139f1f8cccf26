import type { Model, mongo } from 'mongoose';

/**
 * The driver's own access to a model's collection, for writes on the way of every request: what they store was formed by our code out of
 * what strict schemas let through, and casting it once more costs as much as all the rest. `undefined` is stored as null here: leave it out.
 */
export function driverCollection<T extends object>(model: Model<T>): mongo.Collection<T> {
  return model.collection as unknown as mongo.Collection<T>;
}
