'use client';

export function ElementPage() {
  return <p>ElementPage</p>;
}
