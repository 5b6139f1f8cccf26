'use client';

export function LogIn() {
  return <p>LogIn</p>;
}
