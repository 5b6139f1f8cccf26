import { Buffer } from 'node:buffer';
import type { ElementSummary } from '@sealchart/sdk';

let count = 0;

/** A made-up element of a list; whatever a test does not name is filled in. */
export function elementOf(given: Partial<ElementSummary> = {}): ElementSummary {
  count += 1;
  const id = Buffer.alloc(16);
  id.writeUInt32BE((count * 0x9e37_79b9) >>> 0);
  return {
    elementId: `elm_${id.toString('base64url')}`,
    recordId: 'acc_AAAAAAAAAAAAAAAAAAAAAA',
    version: 1,
    contentVersion: 1,
    schema: 'text/plain',
    title: `note ${count}`,
    author: 'acc_AAAAAAAAAAAAAAAAAAAAAA',
    authoredAt: '2026-11-21T08:00:00Z',
    role: 'owner',
    readers: 1,
    open: {},
    addenda: 0,
    ...given,
  };
}
