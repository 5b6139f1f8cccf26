import { numberOf, shortText } from './facts-values.ts';
import { property, tidy, valueAt, wordsOf } from './summary-text.ts';

/** Where types keep how a medication is taken. */
const DOSAGES = ['dosageInstruction', 'dosage'];
/** Dosages of one medication that are named, such as one in the morning and one in the evening. */
const NAMED = 3;

/** The dosage as written, else put together from dose and timing: "20 mg, 2× / d". Numbers of the resource are strings. */
export function doseOf(resource: unknown): string | undefined {
  for (const path of DOSAGES) {
    const found = property(resource, path);
    const dosages = Array.isArray(found) ? found.slice(0, NAMED) : [found];
    const words = dosages.flatMap((dosage) => dosageWords(dosage) ?? []);
    if (words.length > 0) return tidy(words.join('; '));
  }
  return quantity(property(resource, 'doseQuantity'));
}

function dosageWords(dosage: unknown): string | undefined {
  const written = shortText(property(dosage, 'text'));
  if (written !== undefined) return written;
  const parts = [doseWords(dosage), timingWords(property(dosage, 'timing'))].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function doseWords(dosage: unknown): string | undefined {
  const dose = (type: string): unknown => valueAt(dosage, `doseAndRate.dose${type}`) ?? property(dosage, `dose${type}`);
  // `MedicationAdministration` has one dose without kinds.
  const own = quantity(dose('Quantity')) ?? quantity(property(dosage, 'dose'));
  if (own !== undefined) return own;
  const [low, high] = [quantity(property(dose('Range'), 'low')), quantity(property(dose('Range'), 'high'))];
  return low === undefined || high === undefined ? (low ?? high) : `${low} – ${high}`;
}

function quantity(value: unknown): string | undefined {
  const number = numberOf(property(value, 'value'));
  if (!number) return undefined;
  const unit = shortText(property(value, 'unit')) ?? shortText(property(value, 'code'));
  return unit === undefined ? number.written : `${number.written} ${unit}`;
}

function timingWords(timing: unknown): string | undefined {
  const repeat = property(timing, 'repeat');
  const [frequency, period] = ['frequency', 'period'].map((key) => numberOf(property(repeat, key))?.written);
  const unit = shortText(property(repeat, 'periodUnit'));
  if (period === undefined || unit === undefined) return wordsOf(property(timing, 'code'));
  return `${frequency ?? '1'}× / ${period === '1' ? '' : `${period} `}${unit}`;
}
