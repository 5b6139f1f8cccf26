/** A FHIR dateTime as two fields of a form; a date may be a year or a month only. */
export interface When {
  readonly date: string;
  /** `HH:MM` in the zone of this device; empty for none. */
  readonly time: string;
}

const PARTIAL = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;

const two = (number: number): string => String(number).padStart(2, '0');

/** The day of an instant in the zone of this device. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function nowWhen(): When {
  const now = new Date();
  return { date: dayOf(now), time: `${two(now.getHours())}:${two(now.getMinutes())}` };
}

/** How a form shows a FHIR dateTime. */
export function whenOf(written: string): When {
  if (!written.includes('T')) return { date: written, time: '' };
  const at = new Date(written);
  return Number.isNaN(at.getTime())
    ? { date: written, time: '' }
    : { date: dayOf(at), time: `${two(at.getHours())}:${two(at.getMinutes())}` };
}

/** The FHIR dateTime of a form. Where the fields still show the former one, it stays to the second. */
export function writtenWhen(when: When, former = ''): string {
  const before = whenOf(former);
  if (before.date === when.date && before.time === when.time) return former;
  if (when.time === '' || when.date.length < 10) return when.date;
  const offset = -new Date(`${when.date}T${when.time}:00`).getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${when.date}T${when.time}:00${zone}`;
}

/** A date of a form without a time of day; the former one stays as it was written while nobody changes it. */
export function keptDate(date: string, former: string): string {
  return date === whenOf(former).date ? former : date;
}

/** Whether a text is a year, a month or a day that exists. */
export function isDate(text: string): boolean {
  if (!PARTIAL.test(text)) return false;
  return text.length < 10 || new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

/** Whether a date lies behind today. */
export function isFuture(text: string): boolean {
  return text > dayOf(new Date()).slice(0, text.length);
}
