import { createHash, randomBytes } from 'node:crypto';
import { isB64uOf } from '@sealchart/protocol';

const TOKEN_OCTETS = 32;

/** A secret that its holder shows, and what the database keeps of it. */
export interface Token {
  /** 32 random bytes, base64url. */
  readonly token: string;
  readonly hash: string;
}

export function makeToken(): Token {
  const token = randomBytes(TOKEN_OCTETS).toString('base64url');
  return { token, hash: tokenHash(token) };
}

/** SHA-256 of the token's characters, base64url: tells tokens apart and opens nothing. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Whether a text can be a token at all. */
export function isTokenForm(text: string): boolean {
  return isB64uOf(text, TOKEN_OCTETS);
}
