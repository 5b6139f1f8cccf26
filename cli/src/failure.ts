import type { ErrorCode, Issue } from '@sealchart/protocol';
import { ERRORS, SealchartError } from '@sealchart/protocol';
import { oneLine, safeJson } from './terminal/escape.ts';
import type { Output } from './terminal/output.ts';

/** What a process says when it ends. */
export const EXIT = { ok: 0, refused: 1, usage: 2, locked: 3, network: 4, security: 5, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Codes that do not end with "refused". */
const EXIT_OF: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  E_USAGE: EXIT.usage,
  E_WORDS: EXIT.usage,

  E_LOCKED: EXIT.locked,
  E_NOT_LOGGED_IN: EXIT.locked,
  E_UNAUTHENTICATED: EXIT.locked,
  E_LOGIN: EXIT.locked,
  E_PASSWORD: EXIT.locked,
  E_KIT: EXIT.locked,
  E_KEYS_RENEWED: EXIT.locked,

  E_NETWORK: EXIT.network,
  E_UNAVAILABLE: EXIT.network,
  E_INTERNAL: EXIT.network,
  E_THROTTLED: EXIT.network,
  E_GUESSED: EXIT.network,
  E_ANSWER: EXIT.network,

  E_FORMAT: EXIT.security,
  E_CONTEXT: EXIT.security,
  E_INSTANCE: EXIT.security,
  E_SIGNATURE: EXIT.security,
  E_AUTHOR: EXIT.security,
  E_CERT: EXIT.security,
  E_HASH: EXIT.security,
  E_BIND: EXIT.security,
  E_GRANT: EXIT.security,
  E_ADDENDUM: EXIT.security,
  E_AUDIENCE: EXIT.security,
  E_ROLLBACK: EXIT.security,
  E_INCOMPLETE: EXIT.security,
  E_COMMITMENT: EXIT.security,
  E_KEY_PACKET: EXIT.security,
  E_KEY_CHANGED: EXIT.security,
  E_BUNDLE: EXIT.security,
  E_KDF: EXIT.security,
  E_SALT: EXIT.security,
  E_REALM: EXIT.security,
  E_RECOVERY: EXIT.security,
  E_SELF_KEY_UNKNOWN: EXIT.security,
  E_SLOT_UNKNOWN: EXIT.security,
  E_CROSS_SITE: EXIT.security,
  E_NOT_VERIFIED: EXIT.security,
  E_AGENT: EXIT.security,
};

/** How much worse one end is than another, for acts of many parts: a broken proof outweighs a lost connection. */
const WORST_FIRST: readonly ExitCode[] = [EXIT.security, EXIT.locked, EXIT.network, EXIT.refused];

export function exitCodeOf(code: ErrorCode): ExitCode {
  return EXIT_OF[code] ?? EXIT.refused;
}

/** The exit code of an act some of whose parts failed. */
export function worstExitCode(codes: readonly ErrorCode[]): ExitCode {
  const found = new Set(codes.map(exitCodeOf));
  return WORST_FIRST.find((exit) => found.has(exit)) ?? (codes.length === 0 ? EXIT.ok : EXIT.refused);
}

/** What this command can do about a failure, beyond the sentence for all programs. */
const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  E_LOGIN: ' If it is forgotten, "recover" gets you back in with your recovery kit.',
  E_PASSWORD: ' If it is forgotten, "recover" gets you back in with your recovery kit.',
  E_GUESSED: ' With the kit: "recover".',
  E_SALT: ' To say so: "login --password-changed".',
  E_KEYS_RENEWED: ' The commands are "login" and "secure".',
  E_SLOT_UNKNOWN: ' "ways" names it and "ways --confirm" confirms it; "secure" drops it.',
  E_KIT: ' "kit" makes one while you are logged in anywhere.',
  E_UNAUTHENTICATED: ' The command is "login".',
  E_UNMERGED: ' The command is "conflicts".',
  E_QUOTA: ' "status" shows how much room there is.',
  E_STORE: ' Where it is damaged, "logout --device-only" and then "login" make a new one from what the server keeps.',
};

/** A failure as people and programs are told it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail?: string;
  readonly todo: string;
  readonly issues?: readonly Issue[];
}

/** Describes any error; one that is not of the table is this program's own mistake and says nothing about its inside. */
export function failureOf(error: unknown): Failure {
  const known = error instanceof SealchartError ? error : new SealchartError('E_UNEXPECTED', { cause: error });
  return {
    code: known.code,
    title: ERRORS[known.code].title,
    ...(known.detail === undefined ? {} : { detail: known.detail }),
    todo: known.todo + (HINTS[known.code] ?? ''),
    ...(known.issues.length === 0 ? {} : { issues: known.issues }),
  };
}

/** Tells a failure on stderr and gives the exit code. With `isDebug` everything that is known follows. */
export function tellFailure(error: unknown, output: Output, isDebug: boolean): ExitCode {
  const failure = failureOf(error);
  if (output.isJson) {
    output.failure(safeJson(JSON.stringify(failure)));
  } else {
    const style = output.noteStyle;
    output.failure(
      `${style.bad(style.bold(failure.code))}  ${failure.title}`,
      ...(failure.detail === undefined ? [] : [`  ${oneLine(failure.detail)}`]),
      // The detail may name the first issue already.
      ...(failure.issues ?? [])
        .filter(({ path, message }) => message !== failure.detail && `${path}: ${message}` !== failure.detail)
        .map((issue) => `  - ${oneLine(issue.path)}: ${oneLine(issue.message)}`),
      `  ${failure.todo}`,
    );
  }
  if (isDebug) output.failure(...debugLines(error));
  return exitCodeOf(failure.code);
}

function debugLines(error: unknown): string[] {
  const lines: string[] = [];
  // What is thrown is an error, unless a library is very old.
  for (let at = error; at !== undefined && lines.length < 8; at = at instanceof Error ? at.cause : undefined) {
    lines.push(at instanceof Error ? (at.stack ?? at.message) : JSON.stringify(at));
  }
  return lines;
}
