import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Limits } from '../access/limits.ts';
import { Public, Requires } from '../access/rights.ts';
import type { Answer } from '../platform/http/answers.ts';
import { ANSWER } from '../platform/http/answers.ts';

/** One route as its decorators declare it. */
export interface Route {
  /** Method, class and handler. */
  readonly label: string;
  readonly isPublic: boolean;
  readonly right: string | undefined;
  readonly rateClass: string | undefined;
  readonly answer: Answer | undefined;
  /** What of a request it reads: body, query or param. */
  readonly takes: readonly string[];
  /** Parameters of body, query or path that declare no schema. */
  readonly unchecked: readonly string[];
}

/** How Nest numbers what a parameter is taken from. */
const SOURCES: Readonly<Record<string, string>> = { '3': 'body', '4': 'query', '5': 'param' };

/** All routes of an application. */
export function routesOf(app: NestFastifyApplication): Route[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ metatype, instance }) => {
      if (!metatype) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const method = handler && (Reflect.getMetadata('method', handler) as RequestMethod | undefined);
        if (!handler || method === undefined) return [];
        const targets: [() => unknown, typeof metatype] = [handler, metatype];
        const parameters = (Reflect.getMetadata('__routeArguments__', metatype, name) ?? {}) as Record<string, { schema?: unknown }>;
        return {
          label: `${RequestMethod[method]} ${metatype.name}.${name}`,
          isPublic: reflector.getAllAndOverride<true | undefined>(Public.KEY, targets) !== undefined,
          right: reflector.getAllAndOverride(Requires, targets),
          rateClass: reflector.getAllAndOverride(Limits, targets),
          answer: reflector.get<Answer | undefined>(ANSWER, handler),
          takes: Object.keys(parameters).flatMap((key) => SOURCES[key.split(':', 1)[0] ?? ''] ?? []),
          unchecked: Object.entries(parameters).flatMap(([key, { schema }]) => {
            const source = SOURCES[key.split(':', 1)[0] ?? ''];
            return source !== undefined && schema === undefined ? [source] : [];
          }),
        };
      });
    });
}

/** What is missing where, as sentences. */
export function problemsOf(routes: readonly Route[]): string[] {
  return routes.flatMap(({ label, isPublic, right, rateClass, answer, unchecked }) => [
    ...(isPublic || right !== undefined ? [] : [`${label}: no right`]),
    ...(isPublic && right !== undefined ? [`${label}: public and with a right`] : []),
    ...(rateClass === undefined ? [`${label}: no rate class`] : []),
    ...(answer === undefined ? [`${label}: no answer`] : []),
    ...unchecked.map((source) => `${label}: ${source} without schema`),
  ]);
}
