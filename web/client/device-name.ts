const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/ Edg\//, 'Edge'],
  [/ OPR\//, 'Opera'],
  [/ Firefox\//, 'Firefox'],
  [/ Chrome\//, 'Chrome'],
  [/ Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** What the list of sessions calls this browser, such as `Firefox, Windows`. */
export function deviceName(agent = navigator.userAgent): string {
  const nameIn = (names: readonly (readonly [RegExp, string])[]) => names.find(([pattern]) => pattern.test(agent))?.[1];
  return [nameIn(BROWSERS) ?? 'Browser', nameIn(SYSTEMS)].filter(Boolean).join(', ');
}
