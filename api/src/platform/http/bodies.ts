import { RouteConfig } from '@nestjs/platform-fastify';
import { BODY_DEPTH, BODY_VALUES, SealchartError, fromUtf8 } from '@sealchart/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a route declares of its bodies; where it says nothing they have at most `REQUEST_BYTES`. */
export interface BodyRule {
  readonly bodyBytes: number;
  /** Whether the session is proven and a place is free before the body is read. */
  readonly isHeavy: boolean;
}

/** A route whose bodies may be larger than others. */
export const TakesBody = (rule: BodyRule) => RouteConfig({ ...rule });

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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Counts what a JSON text would become before anything is made of it: `E_LIMIT` above `BODY_VALUES` values or `BODY_DEPTH` levels.
 * Says nothing of its form; strings are skipped, so that a large packet costs next to nothing.
 */
export function checkShape(text: string): void {
  let [depth, values] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        values += 1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
      case 0x2c: // ,
        values += 1;
        break;
    }
    if (depth > BODY_DEPTH) throw new SealchartError('E_LIMIT', { detail: `a request body has at most ${BODY_DEPTH} levels` });
    if (values > BODY_VALUES) throw new SealchartError('E_LIMIT', { detail: `a request body has at most ${BODY_VALUES} values` });
  }
}

/** Offset of the quote that ends the string which begins at `start`; the end of the text when it does not end. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
