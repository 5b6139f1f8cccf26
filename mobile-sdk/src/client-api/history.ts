import type { OpenFields, Role } from '@sealchart/protocol';
import type { Remark } from './elements.ts';

/** One version of an element, its author proven. */
export interface ElementVersion {
  readonly version: number;
  /** `content`: new content; `access`: other readers, the content as before. */
  readonly kind: 'content' | 'access';
  readonly contentVersion: number;
  readonly author: string;
  readonly authoredAt: string;
  /** Who was let in, changed or taken out; empty for most content versions. */
  readonly access: readonly AccessChange[];
  /** Addenda that this version brought. */
  readonly addenda: number;
  /** Whether this account may open the content of this version. */
  readonly isReadable: boolean;
}

/** What one version changed for one person. `before` is absent for who was let in, `after` for who was taken out. */
export interface AccessChange {
  readonly accountId: string;
  readonly before?: AccessTerms;
  readonly after?: AccessTerms;
}

export interface AccessTerms {
  readonly role: Role;
  readonly until?: string;
  readonly history?: true;
}

/** A former content, every proof checked. */
export interface FormerContent {
  readonly elementId: string;
  readonly contentVersion: number;
  readonly schema: string;
  readonly title: string;
  readonly body: string;
  readonly open: OpenFields;
  readonly author: string;
  readonly authoredAt: string;
  readonly remarks: readonly Remark[];
}

/** One place where two contents differ. */
export interface FieldChange {
  /** `title`, `text`, `open.colour`, or a place in the resource such as `dosage[0].text`. */
  readonly path: string;
  /** As written: text without quotes, anything else as JSON. Absent where there was nothing. */
  readonly before?: string;
  readonly after?: string;
}
