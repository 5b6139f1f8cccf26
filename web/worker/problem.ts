import type { ErrorCode, Issue } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';

/** A refusal as it crosses from the worker to the page: plain data. */
export interface Problem {
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly issues?: readonly Issue[];
}

/** A value in which every `SealchartError` has become a `Problem`: structured cloning would leave its message only. */
export type Plain<T> = T extends SealchartError
  ? Problem
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends Blob | ((...args: never[]) => unknown)
      ? T
      : T extends object
        ? { readonly [Key in keyof T]: Plain<T[Key]> }
        : T;

/** What a caught value says. Anything but a `SealchartError` is a defect of ours: `E_UNEXPECTED`, its text goes to the console only. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof SealchartError)) {
    console.error(error);
    return { code: 'E_UNEXPECTED' };
  }
  const { code, detail, issues } = error;
  return { code, ...(detail !== undefined && { detail }), ...(issues.length > 0 && { issues }) };
}

/** A copy of a result whose errors are problems. */
export function toPlain<T>(value: T): Plain<T> {
  if (value instanceof SealchartError) return toProblem(value) as Plain<T>;
  if (Array.isArray(value)) return value.map((item: unknown) => toPlain(item)) as Plain<T>;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value as Plain<T>;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item as unknown)])) as Plain<T>;
}
