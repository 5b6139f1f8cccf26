'use client';

export function SharedPage() {
  return <p>SharedPage</p>;
}
