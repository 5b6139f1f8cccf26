/** Elements of FHIR with a choice of types: `valueQuantity` is read as `value`. */
const CHOICES =
  /(?<=^(?:value|onset|abatement|effective|performed|occurrence|medication|deceased|multipleBirth|timing|serviced|product|reported|allowed|location|asNeeded|dose|rate|author|content|collected))[A-Z]\w*$/;
/** Names of these are no choice. */
const WHOLE: ReadonlySet<string> = new Set(['valueSet', 'performedBy', 'authorizingPrescription', 'locationCode']);

/** The name of the element of a member: `value` of `valueQuantity`, `birthDate` of `_birthDate`. */
export function stemOf(name: string): string {
  const plain = name.replace(/^_/, '').replace(/\[x\]$/, '');
  return WHOLE.has(plain) ? plain : plain.replace(CHOICES, '');
}

/** A name in words, for those that no language file has: `clinicalStatus` -> `Clinical status`. */
export function wordsOfName(name: string): string {
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The steps of a path such as `dosage[0].text`: names, and places counted from 1. Of one that is written otherwise, the whole. */
export function stepsOf(path: string): readonly (string | number)[] {
  if (!/^[A-Za-z_][\w-]*(?:\[x\])?(?:\[\d+\]|\.[A-Za-z_][\w-]*)*$/.test(path)) return [path];
  return [...path.matchAll(/\[(\d+)\]|[A-Za-z_][\w-]*(?:\[x\])?/g)].map(([step, place]) =>
    place === undefined ? step : Number(place) + 1,
  );
}
