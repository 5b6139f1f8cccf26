import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { sendProblem, toRefusal } from './problem.ts';

/** The one place that turns a failure into an answer. Causes stay in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = toRefusal(error, reply.request.routeOptions.bodyLimit);
    if ((refusal.status ?? 500) >= 500) reply.log.error({ err: error }, refusal.code);
    sendProblem(reply, refusal);
  }
}
