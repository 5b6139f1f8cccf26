/** What sign-up remembers across a reload of this tab, until the account exists. Never the password. */
export interface Draft {
  readonly identifier: string;
  readonly name: string;
  readonly step: 1 | 2;
}

const KEY = 'sealchart:sign-up';

export function readDraft(): Draft | undefined {
  try {
    const { identifier, name, step } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof Draft, unknown>>;
    if (typeof identifier !== 'string' || typeof name !== 'string') return undefined;
    return { identifier, name, step: step === 2 ? 2 : 1 };
  } catch {
    return undefined;
  }
}

export function writeDraft(draft: Draft | undefined): void {
  try {
    if (draft) sessionStorage.setItem(KEY, JSON.stringify(draft));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing loses two fields at a reload.
  }
}
