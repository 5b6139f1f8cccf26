import { describe, expect, it } from '@jest/globals';
import { Output } from '../terminal/output.ts';
import { testHost } from '../testing/test-host.ts';
import { erasedJson, erasedLines } from './receipt-view.ts';

const erased = {
  elementId: 'elm_AAAAAAAAAAAAAAAAAAAAAA',
  recordId: 'acc_AAAAAAAAAAAAAAAAAAAAAA',
  version: 4,
  erasedAt: '2026-11-21T08:00:00Z',
};
const receipt = {
  context: 'sealchart/1/erase-receipt' as never,
  instance: 'ins_AAAAAAAAAAAAAAAAAAAAAA',
  elementId: erased.elementId,
  recordId: erased.recordId,
  version: 4,
  eraseHash: 'A'.repeat(43),
  destroyed: { versions: 3, keyPackets: 1, blobs: 0, bytes: 1_536 },
  backupDays: 30,
  at: '2026-11-21T08:00:01Z',
};

describe('what was erased', () => {
  const host = testHost();
  const output = new Output({ stdout: host.stdout, stderr: host.stderr, isJson: false, allowsColour: false });
  host.remove();
  const rowOf = (given: Parameters<typeof erasedLines>[0][number]): string => erasedLines([given], output)[1] ?? '';

  it('stands with what the server says it destroyed, and how long backups hold it', () => {
    expect(rowOf({ ...erased, receipt })).toMatch(/2026-11-21 08:00 {2}3 versions, 1 key, 1\.5 KiB {2}2026-12-21$/);
    expect(rowOf({ ...erased, receipt: { ...receipt, backupDays: 0 } })).toMatch(/none kept$/);
    expect(rowOf(erased)).toMatch(/no receipt yet$/);
  });

  it('has its receipt whole in JSON', () => {
    expect(erasedJson({ ...erased, receipt })).toEqual({ ...erased, receipt });
    expect(erasedJson(erased)).toEqual({ ...erased, receipt: null });
  });
});
