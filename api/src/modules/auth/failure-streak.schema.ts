import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** Wrong passwords in a row for one account, or for an address that has none. */
export interface FailureStreakDocument {
  /** Account id; without account the keyed hash of the e-mail address. */
  readonly _id: string;
  readonly failures: number;
  readonly lastAt: Date;
}

export const FAILURE_STREAKS = 'failurestreaks';

/** A row of failures is over when nothing was tried for so long: a year and a month, as long as a device stays known. */
const STREAK_DAYS = 400;

export const failureStreakSchema = documentSchema<FailureStreakDocument>({
  _id: required(String),
  failures: required(Number),
  lastAt: required(Date),
});
failureStreakSchema.index({ lastAt: 1 }, { expireAfterSeconds: STREAK_DAYS * 86_400 });
