'use client';

export function ExportPage() {
  return <p>ExportPage</p>;
}
