import type { OpenedElement } from '@sealchart/sdk';

const WRITERS: ReadonlySet<OpenedElement['role']> = new Set<OpenedElement['role']>(['owner', 'manager', 'editor']);

/** Whether the own account may change this element and add to it. */
export const canWrite = ({ role }: Pick<OpenedElement, 'role'>): boolean => WRITERS.has(role);

/** Whether the own account may let others in. */
export const canShare = ({ role }: Pick<OpenedElement, 'role'>): boolean => role === 'owner' || role === 'manager';

/** Only the person whose record it is may destroy it. */
export const canErase = ({ role }: Pick<OpenedElement, 'role'>): boolean => role === 'owner';
