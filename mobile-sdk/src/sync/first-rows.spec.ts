import { expect, it } from '@jest/globals';
import type { Progress } from '../client-api/edits.ts';
import { createElements } from '../features/elements/creation.ts';
import { listElements } from '../features/elements/listing.ts';
import { RecordMember } from '../testing/record-member.ts';
import { RecordServer } from '../testing/record-server.ts';
import { syncElements } from './sync.ts';

it('a new device lists the first elements while the rest is on its way, and knows how many there are', async () => {
  const server = new RecordServer();
  const ada = await RecordMember.join(server, 'Ada');
  const drafts = Array.from({ length: 320 }, (_, i) => ({ schema: 'text/plain', title: `${i}`, body: 'x' }));
  await createElements(await ada.open(), drafts);
  const other = await (await RecordMember.of(server, ada.account)).open();
  const seen: (Progress & { readonly listed: Promise<number> })[] = [];
  const listed = async () => (await listElements(other)).length;
  await syncElements(other, (progress) => seen.push({ ...progress, listed: listed() }));
  expect(seen.map(({ done, total }) => [done, total])).toEqual([
    [200, 320],
    [320, 320],
  ]);
  expect(await seen[0]?.listed).toBeGreaterThanOrEqual(200);
  expect(await listed()).toBe(320);
});
