'use client';

export function SharePage() {
  return <p>SharePage</p>;
}
