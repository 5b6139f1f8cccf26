const WIDTH = 88;
const HEIGHT = 28;
const EDGE = 3;

/** The course of the last values as a small line. It says nothing that the words beside it do not. */
export function Sparkline({ numbers }: { readonly numbers: readonly number[] }) {
  const last = numbers.length - 1;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  // Between numbers that are too far apart to be subtracted there is no line.
  if (last < 1 || !Number.isFinite(high - low)) return null;
  const span = high - low || 1;
  const points = numbers.map((value, index) => ({
    x: EDGE + (index / last) * (WIDTH - 2 * EDGE),
    y: HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE),
  }));
  const end = points[last];
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="hidden h-7 w-22 shrink-0 text-accent sm:block">
      <polyline
        points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      {end && <circle cx={end.x} cy={end.y} r="2.5" fill="currentColor" />}
    </svg>
  );
}
