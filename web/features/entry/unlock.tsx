'use client';

export function Unlock() {
  return <p>Unlock</p>;
}
