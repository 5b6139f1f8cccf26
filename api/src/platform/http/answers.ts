import { HttpCode, Header, SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiResponse } from '@nestjs/swagger';
import type { ZodMiniType } from 'zod/mini';

/** How a route answers: by a schema, with nothing, with a page, or with events for as long as both sides stay. */
export type Answer =
  | { readonly kind: 'json'; readonly schema: ZodMiniType }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'page' }
  | { readonly kind: 'events' };

export const ANSWER = 'sealchart:answer';

/** Media type of server-sent events (HTML section 9.2). */
export const EVENT_STREAM_TYPE = 'text/event-stream';

/** JSON that fits the schema: checked on its way out, and documented by it. A field too many is a fault of ours, not sent. */
export function Answers(status: 200 | 201, schema: ZodMiniType): MethodDecorator & ClassDecorator {
  const answer: Answer = { kind: 'json', schema };
  return applyDecorators(HttpCode(status), SetMetadata(ANSWER, answer), ApiResponse({ status, standardSchema: schema }));
}

/** 204. */
export function AnswersNothing(): MethodDecorator & ClassDecorator {
  const answer: Answer = { kind: 'nothing' };
  return applyDecorators(HttpCode(204), SetMetadata(ANSWER, answer), ApiResponse({ status: 204 }));
}

/**
 * Server-sent events. The handler takes the reply with `@Res()`, opens an `EventStream` on it and gives nothing back; until then it may
 * throw like any other. `meaning` is what the description of the interface says of the events.
 */
export function AnswersEvents(meaning: string): MethodDecorator & ClassDecorator {
  const answer: Answer = { kind: 'events' };
  const content = { [EVENT_STREAM_TYPE]: { schema: { type: 'string' as const } } };
  return applyDecorators(SetMetadata(ANSWER, answer), ApiResponse({ status: 200, description: meaning, content }));
}

/** Own style sheets only: no script, no frame, no form. */
export const PAGE_CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A text for people or machines outside the interface proper: a page, its style, the description of the interface. */
export function AnswersPage(contentType: string): MethodDecorator & ClassDecorator {
  const answer: Answer = { kind: 'page' };
  return applyDecorators(
    HttpCode(200),
    SetMetadata(ANSWER, answer),
    ApiExcludeEndpoint(),
    Header('content-type', contentType),
    Header('content-security-policy', PAGE_CSP),
  );
}
