import * as z from 'zod/mini';

/** RFC 9457 `application/problem+json`: the body of every failed answer. */
export const Problem = z.strictObject({
  /** `urn:sealchart:error:` and the code. */
  type: z.string().check(z.maxLength(100)),
  title: z.string().check(z.maxLength(500)),
  status: z.int(),
  code: z.string().check(z.maxLength(50)),
  /** What exactly. */
  detail: z.optional(z.string().check(z.maxLength(2_000))),
  /** What the person can do now. */
  todo: z.string().check(z.maxLength(1_000)),
  issues: z.optional(
    z
      .array(z.strictObject({ path: z.string().check(z.maxLength(500)), message: z.string().check(z.maxLength(500)) }))
      .check(z.maxLength(100)),
  ),
  /** Names the request in the server's log. */
  requestId: z.optional(z.string().check(z.maxLength(100))),
  /** Seconds after which to try again. */
  retryAfter: z.optional(z.int()),
});
export type Problem = z.infer<typeof Problem>;
