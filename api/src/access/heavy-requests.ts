import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HEAVY_REQUESTS, HEAVY_REQUESTS_WAITING, SealchartError } from '@sealchart/protocol';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { finalize } from 'rxjs';
import { bodyRuleOf } from '../platform/http/bodies.ts';
import { Lanes } from '../platform/limits/lanes.ts';
import type { RequestWithCaller } from './caller.ts';
import { Callers } from './callers.ts';

/** A request with a place, or one that waits for it. */
interface Stay {
  /** Whether its handler runs. */
  isAtWork: boolean;
  /** Whether it was answered, or the one who asked went away. */
  isOver: boolean;
  readonly leave: () => void;
}

/**
 * Lets requests with sealed content, or with whole chains in their answers, in only with a session, and of one account only so many at
 * once: the rest waits unread. Work goes on when the one who asked for it goes away, so it keeps its place until it is done: nobody gets
 * more by not waiting for answers.
 */
@Injectable()
export class HeavyRequests implements NestInterceptor {
  readonly #lanes = new Map<string, Lanes>();
  readonly #stays = new WeakMap<RequestWithCaller, Stay>();

  constructor(private readonly callers: Callers) {}

  /** Asked before a body is read. Throws as `Callers.prove`, and `E_UNAVAILABLE` when too many wait already. */
  async admit(request: RequestWithCaller, reply: FastifyReply): Promise<void> {
    if (bodyRuleOf(request.routeOptions.config)?.isHeavy !== true) return;
    const { accountId } = await this.callers.prove(request);
    // Gone before there was a place to free: nobody else tells.
    if (reply.raw.destroyed) throw hasGone();
    const lanes = this.#lanes.get(accountId) ?? new Lanes(HEAVY_REQUESTS, HEAVY_REQUESTS_WAITING);
    this.#lanes.set(accountId, lanes);
    const place = lanes.enter();
    const leave = async (): Promise<void> => {
      (await place)();
      if (lanes.isIdle) this.#lanes.delete(accountId);
    };
    const stay: Stay = { isAtWork: false, isOver: false, leave: () => void leave().catch(() => undefined) };
    this.#stays.set(request, stay);
    // Whoever goes away while waiting frees the place as soon as it comes.
    const end = (): void => {
      stay.isOver = true;
      if (!stay.isAtWork) stay.leave();
    };
    reply.raw.once('finish', end).once('close', end);
    await place;
  }

  /** Stands around every handler. Throws `E_UNAVAILABLE` where the one who asked has gone, and its place with it. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const stay = this.#stays.get(context.switchToHttp().getRequest<RequestWithCaller>());
    if (!stay) return next.handle();
    if (stay.isOver) throw hasGone();
    stay.isAtWork = true;
    return next.handle().pipe(
      finalize(() => {
        stay.isAtWork = false;
        if (stay.isOver) stay.leave();
      }),
    );
  }
}

function hasGone(): SealchartError {
  return new SealchartError('E_UNAVAILABLE', { detail: 'the one who asked has gone' });
}
