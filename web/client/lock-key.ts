/** The keys that lock the record, as `aria-keyshortcuts` writes them. No browser has them, and none types a letter alone. */
export const LOCK_KEYS = 'Alt+Shift+L';

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey'>;

/** Whether somebody pressed `LOCK_KEYS`: the key with the letter L, or its place where it types none, as a Mac does behind Option. */
export function isLockKey({ key, code, altKey, shiftKey, ctrlKey, metaKey }: Pressed): boolean {
  if (!altKey || !shiftKey || ctrlKey || metaKey) return false;
  return /^[a-z]$/i.test(key) ? key.toLowerCase() === 'l' : code === 'KeyL';
}
