import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Reasons that make a password weak, as the estimator names them. */
export const WEAKNESSES = [
  'straightRow',
  'keyPattern',
  'simpleRepeat',
  'extendedRepeat',
  'sequences',
  'recentYears',
  'dates',
  'topTen',
  'topHundred',
  'common',
  'similarToCommon',
  'wordByItself',
  'namesByThemselves',
  'commonNames',
  'userInputs',
] as const;
export type Weakness = (typeof WEAKNESSES)[number];

/** How hard a password is to guess. */
export interface Strength {
  /** 0 (guessed at once) to 4. */
  readonly score: number;
  readonly weakness?: Weakness;
  /** Too few characters for anything. */
  readonly isShort: boolean;
}

/** Characters that every password has; the server is not told any password, so the SDK counts them, too. */
export const LEAST_CHARACTERS = 12;

/**
 * Decimal logarithms of the guesses from which on a score is reached. Whoever runs the server can guess for years, slowed by Argon2id
 * alone: 10^10 guesses take a rich attacker days, 10^16 longer than anybody waits. Usual meters expect a server that helps.
 */
const SCORES = [7, 10, 13, 16] as const;

/** Below it a password is refused; at it there is a warning. */
const FLOOR = 2;

/** Nobody waits longer for the estimator: a slow network brings it in half of this. */
const PATIENCE_MS = 30_000;

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Its word lists are large: they are fetched when somebody begins to choose a password. */
export function loadEstimator(): Promise<ZxcvbnFactory> {
  estimator ??= build().catch((error: unknown) => {
    estimator = undefined;
    throw error;
  });
  return estimator;
}

/** `personal`: what others know about the person, such as name and e-mail address. */
export async function measureStrength(password: string, personal: readonly string[]): Promise<Strength> {
  const factory = await loadEstimator();
  const parts = ['sealchart', ...personal.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])].filter((text) => text.length > 2);
  const { guessesLog10, feedback } = factory.check(password, parts);
  // Words that others know count for next to nothing, however often they are repeated.
  const rest = without(password, parts);
  const restLog10 = rest === '' ? 0 : factory.check(rest).guessesLog10 + 2;
  const isPersonal = rest.length < password.length && restLog10 < guessesLog10;
  const guesses = isPersonal ? restLog10 : guessesLog10;
  const score = SCORES.filter((least) => guesses >= least).length;
  const weakness = isPersonal ? 'userInputs' : WEAKNESSES.find((name) => name === feedback.warning);
  const isShort = Array.from(password.normalize('NFKC')).length < LEAST_CHARACTERS;
  return { score: isShort ? Math.min(score, 1) : score, isShort, ...(weakness && { weakness }) };
}

/** Whether it may be chosen. */
export function isAllowed({ score, isShort }: Strength): boolean {
  return !isShort && score >= FLOOR;
}

/** The longest first: a whole address is taken out before its parts. */
function without(password: string, parts: readonly string[]): string {
  return parts
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, part) => rest.replaceAll(part.toLowerCase(), ''), password.toLowerCase())
    .trim();
}

/** Why a password may not be chosen: too easy to guess, or nobody could tell. */
export type PasswordRefusal = 'weak' | 'unjudged';

/** How a password is judged; tests put others in their place. */
interface Judging {
  readonly measure?: typeof measureStrength;
  readonly patienceMs?: number;
}

/** Why a password may not be chosen, if so. Where the estimator cannot be fetched, or not in time, none may: a weak one must not slip through. */
export async function refusalOf(
  password: string,
  personal: readonly string[],
  { measure = measureStrength, patienceMs = PATIENCE_MS }: Judging = {},
): Promise<PasswordRefusal | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  const strength = await Promise.race([measure(password, personal).catch(() => undefined), patience]);
  clearTimeout(timer);
  if (strength === undefined) return 'unjudged';
  return isAllowed(strength) ? undefined : 'weak';
}

/** Whether it may be chosen, and a better one would be wiser. */
export function isFair(strength: Strength): boolean {
  return isAllowed(strength) && strength.score === FLOOR;
}

async function build(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const dictionary = { ...common.dictionary, ...english.dictionary };
  return new core.ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs });
}
