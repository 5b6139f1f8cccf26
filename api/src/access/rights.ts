import { Reflector } from '@nestjs/core';
import type { Caller } from './caller.ts';

/** Every session, also one that a recovery began: it exists to read the own bundle and to write the next one. */
const anySession = ({ accountId }: Caller): boolean => accountId !== '';

/** Sessions of a login. One that a recovery began is refused as if nothing were there. */
const loginSession = (caller: Caller): boolean => anySession(caller) && caller.kind !== 'recovery';

/**
 * What a session may do at all: one function for each right, asked before anything is loaded. Whether this caller may touch
 * *this* element or feed is asked by the module that owns it, before it loads anything beyond the audience.
 */
export const RIGHTS = {
  /** Own bundle, chain and head, and writing the next bundle. */
  'account:keys': anySession,
  /** Everything else about the own account: sessions, login history, profile, closing. */
  'account:own': loginSession,
  'directory:read': loginSession,
  'elements:read': loginSession,
  'elements:write': loginSession,
  'feeds:read': loginSession,
} as const satisfies Record<string, (caller: Caller) => boolean>;
export type Right = keyof typeof RIGHTS;

/** Opens a route to everybody. */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });

/** Opens a route to sessions that have this right. */
export const Requires = Reflector.createDecorator<Right>();
