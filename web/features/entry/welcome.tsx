'use client';

export function Welcome() {
  return <p>Welcome</p>;
}
