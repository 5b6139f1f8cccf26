import type { Defence } from '../harness/build.ts';

// Checks of accounts and their keys that several rows are about.

/** The certificate must be the one whose hash the chain names. */
export const NAMED_CERTIFICATE: Defence = {
  module: 'protocol/src/statements/account-chain.ts',
  check: 'namedCertificate',
  body: 'return walk.certificates.get(value.fingerprint);',
};
/** Signatures inside a certificate. */
export const SELF_SIGNATURES: Defence = { module: 'protocol/src/openpgp/certificate.ts', check: 'requireSigned' };
/** Signatures of statements. */
export const SIGNATURE: Defence = { module: 'protocol/src/statements/signed-statement.ts', check: 'verifyStatement' };
/** The bundle must be the one that the chain names last. */
export const BUNDLE_OF_CHAIN: Defence = { module: 'mobile-sdk/src/session/own-chain.ts', check: 'checkBundle' };
/** Nothing that the device has seen may be gone. */
export const PINS: Defence = { module: 'mobile-sdk/src/session/own-chain.ts', check: 'checkPins' };
/** The slot must vouch for the chain. */
export const ORIGIN: Defence = { module: 'mobile-sdk/src/session/password-slot.ts', check: 'checkOrigin' };
/** The keys in the bundle must be those of the chain. */
export const IDENTITIES: Defence = { module: 'mobile-sdk/src/session/open-account.ts', check: 'checkIdentities' };
/** A login is into the account that the device knows. */
export const SAME_ACCOUNT: Defence = { module: 'mobile-sdk/src/session/login.ts', check: 'requireSameAccount' };
/** Settings of the password between floor and ceiling. */
export const KDF_LIMITS: Defence = { module: 'mobile-sdk/src/crypto/password.ts', check: 'checkKdf' };
/** Settings that the device has seen. */
export const SETTINGS_SEEN: Defence = { module: 'mobile-sdk/src/session/login.ts', check: 'checkSeen' };
/** Answers have exactly the members of their schema. */
export const ANSWER_SCHEMA: Defence = {
  module: 'mobile-sdk/src/transport/caller.ts',
  check: 'readAnswer',
  body: 'return route.response ? JSON.parse(body) : undefined;',
};
