import type { ErrorCode, ErrorDetails } from '@sealchart/protocol';
import { ERRORS, Problem, SealchartError, isErrorCode } from '@sealchart/protocol';
import type { HttpResponse } from '../ports/http-client.ts';

/** Answers of a proxy before the server, when the server itself does not answer. */
const GATEWAY = new Set([502, 503, 504]);

/** Characters of a refusal: a hundred issues, and room. */
export const PROBLEM_CHARACTERS = 256 * 1024;

/** A refusal as it came from the server. */
export interface Refusal {
  readonly error: SealchartError;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfterMs?: number;
}

/**
 * Whether servers refuse with this code. What only this device can know, such as that it is locked or that a key changed, is not the
 * server's to say: hosts act on it.
 */
export function isServedCode(code: string): code is ErrorCode {
  return isErrorCode(code) && ERRORS[code].status !== undefined;
}

/**
 * What a failed answer means. A problem document with a code that servers use becomes that error; anything else, a code
 * of which only this device can know among it, is `E_ANSWER` with the status, `E_UNAVAILABLE` when a gateway says that nobody is behind it, or `E_REALM` when the
 * server points elsewhere: nothing is sent to an address that the person did not name.
 */
export function refusalOf(response: HttpResponse): Refusal {
  if (response.status >= 300 && response.status < 400) {
    return { error: new SealchartError('E_REALM', { detail: 'the server answers at another address' }) };
  }
  const problem = readProblem(response.body);
  if (!problem || !isServedCode(problem.code)) {
    if (!problem && GATEWAY.has(response.status))
      return { error: new SealchartError('E_UNAVAILABLE', { detail: `status ${response.status}` }) };
    return { error: new SealchartError('E_ANSWER', { detail: `status ${response.status}` }) };
  }
  const details: ErrorDetails = {
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(problem.issues === undefined ? {} : { issues: problem.issues }),
  };
  const error = new SealchartError(problem.code, details);
  return problem.retryAfter === undefined ? { error } : { error, retryAfterMs: Math.max(0, problem.retryAfter) * 1000 };
}

/** What is longer than a hundred issues is no problem document. */
function readProblem(body: string): Problem | undefined {
  if (body.length > PROBLEM_CHARACTERS) return undefined;
  try {
    const result = Problem.safeParse(JSON.parse(body));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
