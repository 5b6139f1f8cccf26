'use client';
import { useSession } from '../../client/session.tsx';
import { ExpiredDialog } from './expired-dialog.tsx';
import { IdleDialog } from './idle-dialog.tsx';

/** What watches over an open account, on every page. */
export function Guards() {
  const { session } = useSession();
  if (session.phase !== 'unlocked') return undefined;
  return (
    <>
      <ExpiredDialog />
      <IdleDialog />
    </>
  );
}
