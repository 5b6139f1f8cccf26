/** Characters that a name has at most; the server counts them, too. */
const MOST_CHARACTERS = 200;

/** Why a person cannot be called that; true where they can. As a form's `validate` wants it. */
export function validateName(typed: string): true | 'required' | 'long' {
  const { length } = typed.trim();
  if (length === 0) return 'required';
  return length <= MOST_CHARACTERS || 'long';
}
