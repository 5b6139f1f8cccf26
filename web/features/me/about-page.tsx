'use client';

export function AboutPage() {
  return <p>AboutPage</p>;
}
