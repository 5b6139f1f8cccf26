import * as sdk from '@sealchart/sdk';
import * as testing from '@sealchart/sdk/testing';
import type { Defence } from './build.ts';
import { loadWithout } from './build.ts';

/** The client as a victim runs it. */
export type Sdk = typeof sdk & { readonly testing: typeof testing };

/** As it is delivered. */
export const wholeSdk: Sdk = { ...sdk, testing };

const ENTRY = "export * from '@sealchart/sdk'; export * as testing from '@sealchart/sdk/testing';";

/** The same without these checks. */
export async function sdkWithout(defences: readonly Defence[]): Promise<Sdk> {
  return (await loadWithout(ENTRY, defences)) as Sdk;
}
