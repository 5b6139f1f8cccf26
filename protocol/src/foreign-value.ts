import * as z from 'zod/mini';

/** What comes of a value from outside: it in the form of a schema, or what is wrong with it. */
export type ParsedValue<T> = { readonly success: true; readonly data: T } | { readonly success: false; readonly error: z.core.$ZodError };

/** As the schema's own `safeParse`, for values from outside: whatever they are, they are refused and nothing is thrown. */
export function parseForeign<T>(schema: z.ZodMiniType<T>, value: unknown): ParsedValue<T> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    return { success: false, error: new z.core.$ZodError([{ code: 'custom', path: [], message: unnamedFault(error), input: undefined }]) };
  }
}

/**
 * What a schema threw in place of saying it. Schemas compare the `length` of whatever stands where a text or a list belongs, also of
 * objects: `{"length":{"valueOf":1,"toString":1}}` cannot be compared. And they gather faults by spreading them, which ends at some
 * hundred thousand. Throws `error` again where it is anything else.
 */
export function unnamedFault(error: unknown): string {
  if (error instanceof TypeError) return 'has a length that is no number';
  if (error instanceof RangeError) return 'has more faults than can be named';
  throw error;
}
