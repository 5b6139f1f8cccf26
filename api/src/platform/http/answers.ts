import { HttpCode, Header, SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiResponse } from '@nestjs/swagger';
import type { ZodMiniType } from 'zod/mini';

/** How a route answers: by a schema, with nothing, or with a page. */
export type Answer = { readonly kind: 'json'; readonly schema: ZodMiniType } | { readonly kind: 'nothing' } | { readonly kind: 'page' };

export const ANSWER = 'sealchart:answer';

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
