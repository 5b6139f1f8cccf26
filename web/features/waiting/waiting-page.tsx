'use client';

export function WaitingPage() {
  return <p>WaitingPage</p>;
}
