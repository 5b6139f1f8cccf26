import { RouteConfig } from '@nestjs/platform-fastify';
import { BODY_DEPTH, BODY_VALUES, REQUEST_BYTES, SealchartError, excessOf, fromUtf8 } from '@sealchart/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a route declares of its bodies; where it says nothing they have at most `REQUEST_BYTES`. */
export interface BodyRule {
  readonly bodyBytes: number;
  /** Whether the session is proven and a place is free before the body is read, and anything is done. */
  readonly isHeavy: boolean;
}

/** A route whose bodies may be larger than others. */
export const TakesBody = (rule: BodyRule) => RouteConfig({ ...rule });

/** A route that collects much for its answer, whatever it is sent. */
export const Heavy = () => TakesBody({ bodyBytes: REQUEST_BYTES, isHeavy: true });

/** The rule that a route declares; undefined where it declares none. */
export function bodyRuleOf(config: unknown): BodyRule | undefined {
  const { bodyBytes, isHeavy } = (config ?? {}) as Partial<BodyRule>;
  return bodyBytes === undefined || isHeavy === undefined ? undefined : { bodyBytes, isHeavy };
}

/** Reads JSON only, each route as many bytes as it declares, and nothing that costs more to parse than its bytes say. */
export function limitBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = textOf(request, body as Buffer);
      checkShape(text);
    } catch (error) {
      return done(error as Error);
    }
    // Parses at once: what it would promise never comes.
    return void parse(request, text, done);
  });
  fastify.addHook('onRoute', (route) => {
    const rule = bodyRuleOf(route.config);
    if (rule) route.bodyLimit = rule.bodyBytes;
  });
}

/** Plain UTF-8, as RFC 8259 section 8.1 has it: `E_MEDIA_TYPE` for what says it is something else, `E_REQUEST` for what is. */
function textOf({ headers }: FastifyRequest, body: Buffer): string {
  const encoding = headers['content-encoding'] ?? 'identity';
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (encoding.toLowerCase() !== 'identity' || !/^utf-?8$/i.test(charset)) {
    throw new SealchartError('E_MEDIA_TYPE', { detail: 'neither compressed nor in another encoding than UTF-8' });
  }
  try {
    return fromUtf8(body);
  } catch (cause) {
    throw new SealchartError('E_REQUEST', { detail: 'the body is not UTF-8', cause });
  }
}

/** `E_LIMIT` above `BODY_VALUES` values or `BODY_DEPTH` levels, before anything is made of them. */
export function checkShape(text: string): void {
  const excess = excessOf(text, ROOM);
  if (excess) throw new SealchartError('E_LIMIT', { detail: `a request body has at most ${ROOM[excess]} ${excess}` });
}

const ROOM = { values: BODY_VALUES, levels: BODY_DEPTH };
