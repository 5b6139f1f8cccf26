'use client';

export function SharingPage() {
  return <p>SharingPage</p>;
}
