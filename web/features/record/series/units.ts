/** A unit in which a value can be shown. */
export interface ShownUnit {
  /** UCUM code. */
  readonly code: string;
  readonly label: string;
  /** From the first unit of the pair to this one: `value * factor + offset`. */
  readonly factor: number;
  readonly offset: number;
  /** Decimals that a converted value is shown with. */
  readonly digits: number;
}

type Pair = readonly [ShownUnit, ShownUnit];

const unit = (code: string, label: string, digits: number, factor = 1, offset = 0): ShownUnit => ({ code, label, digits, factor, offset });

/** Pairs that hold for whatever is measured. */
const ALWAYS: readonly Pair[] = [
  [unit('kg', 'kg', 1), unit('[lb_av]', 'lb', 1, 1 / 0.45359237)],
  [unit('cm', 'cm', 1), unit('[in_i]', 'in', 1, 1 / 2.54)],
  [unit('Cel', '°C', 1), unit('[degF]', '°F', 1, 1.8, 32)],
];

/** Amounts of substance depend on what it is: mg/dL in one mmol/L, by LOINC code. */
const GLUCOSE = 18.0156;
const CHOLESTEROL = 38.665;
const SUBSTANCES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '2339-0': GLUCOSE,
    '2345-7': GLUCOSE,
    '15074-8': GLUCOSE,
    '14749-6': GLUCOSE,
    '1558-6': GLUCOSE,
    '41653-7': GLUCOSE,
    '2340-8': GLUCOSE,
    '2093-3': CHOLESTEROL,
    '2085-9': CHOLESTEROL,
    '2089-1': CHOLESTEROL,
    '13457-7': CHOLESTEROL,
    '18262-6': CHOLESTEROL,
    '14647-2': CHOLESTEROL,
    '14646-4': CHOLESTEROL,
    '22748-8': CHOLESTEROL,
  }),
);

/** The two units in which a value may be shown without doubt; undefined where there is one only. `codes` are the LOINC codes of what was measured. */
export function unitPair(unitCode: string | undefined, codes: readonly string[]): Pair | undefined {
  const always = ALWAYS.find((pair) => pair.some(({ code }) => code === unitCode));
  if (always) return always;
  const substance = codes.map((code) => SUBSTANCES.get(code)).find((amount) => amount !== undefined);
  if (substance === undefined || (unitCode !== 'mg/dL' && unitCode !== 'mmol/L')) return undefined;
  return [unit('mg/dL', 'mg/dL', 0), unit('mmol/L', 'mmol/L', 1, 1 / substance)];
}

/** A number of one unit of a pair in the other. */
export function convert(value: number, from: ShownUnit, to: ShownUnit): number {
  return ((value - from.offset) / from.factor) * to.factor + to.offset;
}
