'use client';

export function MePage() {
  return <p>MePage</p>;
}
