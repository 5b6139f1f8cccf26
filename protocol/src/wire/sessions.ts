import * as z from 'zod/mini';
import { Hash } from '../ids.ts';
import { DEVICE_CHARACTERS, LOGIN_PAGE, SESSIONS } from '../limits.ts';
import { Instant } from '../time.ts';

/** A network address as the server saw it: its word, not a proof. */
const Address = z.string().check(z.maxLength(64));
const Device = z.string().check(z.maxLength(DEVICE_CHARACTERS));

/** One session of the own account. */
export const SessionView = z.strictObject({
  /** SHA-256 of the token: names the session, and opens nothing. */
  sessionId: Hash,
  /** `browser`: in a cookie; `app`: a bearer token; `recovery`: may only set a new password. */
  kind: z.enum(['app', 'browser', 'recovery']),
  device: Device,
  /** Of the last use. */
  address: Address,
  createdAt: Instant,
  /** Up to a minute late. */
  lastUsedAt: Instant,
  /** When it ends unless it is used before; never later than its absolute end. */
  expiresAt: Instant,
  isCurrent: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;

/** GET /v1/sessions: last used first. */
export const SessionsResponse = z.strictObject({ sessions: z.array(SessionView).check(z.maxLength(SESSIONS)) });
export type SessionsResponse = z.infer<typeof SessionsResponse>;

/** DELETE /v1/sessions/:sessionId; `E_NOT_FOUND` unless it is one's own. */
export const SessionParams = z.strictObject({ sessionId: Hash });
export type SessionParams = z.infer<typeof SessionParams>;

/** POST /v1/sessions/end-others */
export const EndOthersResponse = z.strictObject({ ended: z.int().check(z.minimum(0)) });
export type EndOthersResponse = z.infer<typeof EndOthersResponse>;

/** One attempt to get into the own account; refusals without judgement are counted together by address and hour. */
export const LoginAttempt = z.strictObject({
  at: Instant,
  way: z.enum(['password', 'recovery']),
  /** `in`: right; `refused`: wrong; `throttled`: not judged, because there were too many. */
  result: z.enum(['in', 'refused', 'throttled']),
  address: Address,
  /** As the other side named itself. */
  device: Device,
  /** Whether it held a token of an earlier login. */
  isKnownDevice: z.boolean(),
  /** Neither the device nor the neighbourhood of the address (IPv4 /24, IPv6 /48) had got in before. */
  isUnusual: z.boolean(),
  /** How many; more than one only where throttled. */
  count: z.int().check(z.minimum(1)),
});
export type LoginAttempt = z.infer<typeof LoginAttempt>;

/** GET /v1/logins?before=cursor: newest first. */
export const LoginsQuery = z.strictObject({ before: z.optional(z.string().check(z.regex(/^[0-9a-f]{24}$/))) });
export type LoginsQuery = z.infer<typeof LoginsQuery>;

export const LoginsResponse = z.strictObject({
  logins: z.array(LoginAttempt).check(z.maxLength(LOGIN_PAGE)),
  /** Where older ones follow: what to ask for next. */
  before: z.optional(z.string().check(z.regex(/^[0-9a-f]{24}$/))),
});
export type LoginsResponse = z.infer<typeof LoginsResponse>;
