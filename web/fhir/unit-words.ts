/** UCUM codes that people write otherwise. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'mm[Hg]': 'mmHg',
    Cel: '°C',
    '[degF]': '°F',
    '[lb_av]': 'lb',
    '[in_i]': 'in',
    'kg/m2': 'kg/m²',
    'mL/min/{1.73_m2}': 'mL/min/1.73 m²',
    '10*3/uL': '10³/µL',
    '10*6/uL': '10⁶/µL',
  }),
);

/** A unit as people read it, whether it was written in words or as a UCUM code; what a code says in braces, such as `{score}`, is no unit. */
export function unitWords(unit: string): string {
  return WORDS.get(unit) ?? unit.replaceAll(/\{[^}]*\}/g, '').replace(/^1$/, '');
}
