import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { SealchartError } from '@sealchart/protocol';
import type { Answer } from './answers.ts';
import { ANSWER } from './answers.ts';

/** Lets out only what the route's answer declares: nothing undeclared, not even `null` or a string, passes. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const answer = this.reflector.get<Answer | undefined>(ANSWER, context.getHandler());
    return next.handle().pipe(map((value: unknown) => checked(answer, value)));
  }
}

function checked(answer: Answer | undefined, value: unknown): unknown {
  if (answer?.kind === 'json') {
    const result = answer.schema.safeParse(value);
    if (result.success) return result.data;
    throw new SealchartError('E_INTERNAL', {
      cause: new Error(`answer: ${result.error.issues.map((i) => `${i.path.join('.')} ${i.code}`).join(', ')}`),
    });
  }
  if (answer?.kind === 'page' && typeof value === 'string') return value;
  if ((answer?.kind === 'nothing' || answer?.kind === 'events') && value === undefined) return value;
  throw new SealchartError('E_INTERNAL', { cause: new Error('answer: not declared') });
}
