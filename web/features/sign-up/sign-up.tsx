'use client';

export function SignUp() {
  return <p>SignUp</p>;
}
