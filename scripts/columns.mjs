/** Rows of cells as lines whose columns stand under one another, with a margin of two. */
export function columns(rows) {
  const widths = rows.reduce((all, row) => row.map((cell, i) => Math.max(cell.length, all[i] ?? 0)).concat(all.slice(row.length)), []);
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd());
}
