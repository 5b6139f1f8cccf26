import { Reflector } from '@nestjs/core';
import type { Caller } from './caller.ts';

/** Every session of this version is a whole one; sessions with less (recovery) will answer differently here. */
const anySession = (caller: Caller): boolean => caller.accountId !== '';

/**
 * What a session may do at all: one function for each right, asked before anything is loaded. Whether this caller may touch
 * *this* element or feed is asked by the module that owns it, before it loads anything beyond the audience.
 */
export const RIGHTS = {
  'account:own': anySession,
  'directory:read': anySession,
  'elements:read': anySession,
  'elements:write': anySession,
  'feeds:read': anySession,
} as const satisfies Record<string, (caller: Caller) => boolean>;
export type Right = keyof typeof RIGHTS;

/** Opens a route to everybody. */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });

/** Opens a route to sessions that have this right. */
export const Requires = Reflector.createDecorator<Right>();
