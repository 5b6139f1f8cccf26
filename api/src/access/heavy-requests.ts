import { Injectable } from '@nestjs/common';
import { HEAVY_REQUESTS, HEAVY_REQUESTS_WAITING } from '@sealchart/protocol';
import type { FastifyReply } from 'fastify';
import { bodyRuleOf } from '../platform/http/bodies.ts';
import { Lanes } from '../platform/limits/lanes.ts';
import type { RequestWithCaller } from './caller.ts';
import { Callers } from './callers.ts';

/** Lets requests with sealed content in only with a session, and of one account only so many at once: the rest waits unread. */
@Injectable()
export class HeavyRequests {
  readonly #lanes = new Map<string, Lanes>();

  constructor(private readonly callers: Callers) {}

  /** Asked before a body is read. Throws as `Callers.prove`, and `E_UNAVAILABLE` when too many wait already. */
  async admit(request: RequestWithCaller, reply: FastifyReply): Promise<void> {
    if (bodyRuleOf(request.routeOptions.config)?.isHeavy !== true) return;
    const { accountId } = await this.callers.prove(request);
    const lanes = this.#lanes.get(accountId) ?? new Lanes(HEAVY_REQUESTS, HEAVY_REQUESTS_WAITING);
    this.#lanes.set(accountId, lanes);
    const place = lanes.enter();
    const leave = async (): Promise<void> => {
      (await place)();
      if (lanes.isIdle) this.#lanes.delete(accountId);
    };
    // Whoever goes away while waiting frees the place as soon as it comes.
    const end = (): void => void leave().catch(() => undefined);
    reply.raw.once('finish', end).once('close', end);
    await place;
  }
}
