interface QrImageProps {
  /** Rows of modules; true is dark. */
  readonly rows: readonly (readonly boolean[])[];
  /** What it is, for who does not see it. */
  readonly label: string;
  readonly className?: string;
}

/** Light modules that a reader needs around the code (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code, dark on light in every theme: cameras expect it so. */
export function QrImage({ rows, label, className = 'size-56' }: QrImageProps) {
  const size = rows.length + 2 * QUIET;
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : []))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={`max-w-full rounded-lg bg-white ${className}`}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
