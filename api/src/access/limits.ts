import { Reflector } from '@nestjs/core';
import type { RateClass } from '@sealchart/protocol';

/** How often a route may be called: by account where logged in, else by address. Every route has one. */
export const Limits = Reflector.createDecorator<RateClass>();
