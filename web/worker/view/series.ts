import type { ElementSummary, FactValue, ResourceFacts } from '@sealchart/sdk';
import { dateOf } from './record-view.ts';
import type { Series, SeriesPoint, SeriesSummary, Trend } from './view-types.ts';

/** Numbers of a small picture beside a value. */
const RECENT = 24;
/** Less is no change. */
const STEADY = 0.01;
const LOINC = 'http://loinc.org';

/** The measurements among rows that come newest first, by what was measured. */
export function seriesOf(rows: readonly ElementSummary[]): Series[] {
  const series = new Map<string, { facts: ResourceFacts; name: string; points: SeriesPoint[] }>();
  for (const row of rows) {
    if (row.facts?.resourceType !== 'Observation') continue;
    const key = seriesKey(row.facts, row.title);
    const known = series.get(key);
    const point = pointOf(row, row.facts);
    if (known) known.points.push(point);
    else series.set(key, { facts: row.facts, name: row.facts.display ?? row.title, points: [point] });
  }
  return [...series].map(([key, { facts, name, points }]) => ({
    key,
    name,
    category: categoryOf(facts),
    codes: facts.codes.filter(({ system }) => system === LOINC).map(({ code }) => code),
    points,
  }));
}

/** What a list shows of a series. */
export function summaryOf({ points, ...series }: Series): SeriesSummary {
  const [latest, former] = points;
  if (!latest) throw new TypeError('a series has a point');
  const trend = former && trendOf(latest.values[0], former.values[0]);
  const recent = points
    .flatMap(({ values }) => values.slice(0, 1))
    .filter(({ unit }) => unit === latest.values[0]?.unit)
    .slice(0, RECENT)
    .map(({ value }) => value)
    .toReversed();
  return { ...series, count: points.length, latest, recent, ...(trend && { trend }) };
}

function seriesKey({ codes, display }: ResourceFacts, title: string): string {
  const code = codes.find(({ system }) => system === LOINC) ?? codes[0];
  return code ? `${code.system === LOINC ? 'loinc' : (code.system ?? '')}|${code.code}` : (display ?? title);
}

function categoryOf({ category }: ResourceFacts): Series['category'] {
  if (category === 'vital-signs') return 'vitals';
  return category === 'laboratory' ? 'labs' : 'other';
}

function pointOf(row: ElementSummary, { values, valueText, interpretation }: ResourceFacts): SeriesPoint {
  return {
    elementId: row.elementId,
    date: dateOf(row),
    author: row.author,
    values,
    ...(valueText !== undefined && { valueText }),
    ...(interpretation !== undefined && { interpretation }),
  };
}

function trendOf(latest: FactValue | undefined, former: FactValue | undefined): Trend | undefined {
  if (!latest || !former || latest.unit !== former.unit) return undefined;
  const change = latest.value - former.value;
  if (Math.abs(change) <= Math.abs(former.value) * STEADY) return 'steady';
  return change > 0 ? 'up' : 'down';
}
