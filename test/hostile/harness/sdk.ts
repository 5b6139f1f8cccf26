import * as sdk from '@sealchart/sdk';
import * as testing from '@sealchart/sdk/testing';
import type { Defence } from './build.ts';
import { loadWithout } from './build.ts';

/** The client as a victim runs it. */
export type Sdk = typeof sdk & { readonly testing: typeof testing };

/** As it is delivered. */
export const wholeSdk: Sdk = { ...sdk, testing };

const ENTRY = "export * from '@sealchart/sdk'; export * as testing from '@sealchart/sdk/testing';";

/** Programs that were built already: many rows are about one check. */
const builds = new Map<string, Promise<Sdk>>();

/** The same without these checks. */
export function sdkWithout(defences: readonly Defence[]): Promise<Sdk> {
  const key = JSON.stringify(defences);
  const known = builds.get(key) ?? (loadWithout(ENTRY, defences) as Promise<Sdk>);
  builds.set(key, known);
  return known;
}
