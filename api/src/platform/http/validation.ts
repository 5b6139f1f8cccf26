import type { Issue } from '@sealchart/protocol';
import { SealchartError, parseForeign, unnamedFault } from '@sealchart/protocol';
import type { ArgumentMetadata } from '@nestjs/common';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import type * as z from 'zod/mini';
import { SEALED_FIELDS } from './sealed-fields.ts';

/** What a failed schema says, as far as it is used: zod's issues, or those of any Standard Schema. */
interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Of `unrecognized_keys`. */
  readonly keys?: readonly string[];
  /** Of `too_big`: of what there is too much, and how much of it there may be. */
  readonly origin?: string;
  readonly maximum?: number | bigint;
  /** Of `invalid_union`: one list for each member. */
  readonly errors?: readonly (readonly SchemaIssue[])[];
}

class RequestValidationPipe extends StandardSchemaValidationPipe {
  /** Unknown fields are refused, not dropped, whatever they are called; of bodies the parser has refused them before. */
  protected override stripProtoKeys(): void {}

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      throw refusalOf([{ message: unnamedFault(error) }]);
    }
  }
}

/** Validates every body, query and param that declares a schema; the route table test sees to it that all do. */
export const validationPipe = new RequestValidationPipe({ exceptionFactory: (issues) => refusalOf(issues) });

/** The value in the schema's form. Throws like a route does: `E_PLAINTEXT` or `E_REQUEST`. */
export function parseRequest<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = parseForeign(schema, value);
  if (!result.success) throw refusalOf(result.error.issues);
  return result.data;
}

/** Names paths and what was wanted, never a value. A sealed field in the clear weighs more than everything else. */
export function refusalOf(issues: readonly SchemaIssue[]): SealchartError {
  const all = issues.flatMap((issue) => flatten(issue, ''));
  const sealed = all.filter(({ unknownField }) => unknownField !== undefined && SEALED_FIELDS.has(unknownField));
  if (sealed.length > 0) {
    const named = sealed.map(({ path }) => ({ path, message: 'must be sealed before it is sent' }));
    return new SealchartError('E_PLAINTEXT', { detail: named.map(({ path }) => path).join(', '), issues: named });
  }
  // Every member of a union complains of the same place: the first word about it is enough.
  const places = new Map(all.toReversed().map(({ path, message }) => [path, { path, message }]));
  return new SealchartError('E_REQUEST', { issues: [...places.values()].toReversed() });
}

interface FlatIssue extends Issue {
  readonly unknownField?: string;
}

function flatten(issue: SchemaIssue, parent: string): FlatIssue[] {
  const path = joined(parent, (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'));
  if (issue.keys) {
    return issue.keys.map((key) => ({ path: joined(path, key.slice(0, 100)), message: 'unknown field', unknownField: key }));
  }
  return [{ path, message: messageOf(issue) }, ...(issue.errors ?? []).flat().flatMap((inner) => flatten(inner, path))];
}

const UNITS: Readonly<Record<string, string>> = { array: ' entries', string: ' characters' };

/** A limit is named: whoever meets it can send less. */
function messageOf({ message, origin = '', maximum }: SchemaIssue): string {
  return maximum === undefined ? message : `at most ${maximum}${UNITS[origin] ?? ''}`;
}

const joined = (a: string, b: string): string => (a === '' || b === '' ? a + b : `${a}.${b}`);
