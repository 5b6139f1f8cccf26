import { RefusedAct } from '../../client/refused-act.ts';

const ADDRESS = '/sample-record.json';

/** The record of somebody who does not exist, as a file. It is passed on unread. `E_NETWORK`. */
export async function fetchSample(): Promise<File> {
  const answer = await fetch(ADDRESS).catch(() => undefined);
  if (!answer?.ok) throw new RefusedAct({ code: 'E_NETWORK' });
  return new File([await answer.blob()], ADDRESS.slice(1));
}
