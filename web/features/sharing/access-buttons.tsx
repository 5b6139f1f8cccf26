'use client';
import { CalendarClock, UserMinus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { IconButton } from '../../components/ui/icon-button.tsx';
import type { Access } from '../../worker/sharing/sharing-types.ts';
import { RevokeDialog } from '../people/revoke-dialog.tsx';
import { ChangeTermsDialog } from './change-terms-dialog.tsx';

interface AccessButtonsProps {
  readonly person: { readonly accountId: string; readonly name: string };
  readonly entry: { readonly elementId: string; readonly title: string };
  readonly access: Access;
}

/** Changes or ends what one person may do with one entry. The owner of a record always reads it. */
export function AccessButtons({ person, entry, access }: AccessButtonsProps) {
  const t = useTranslations('sharing.access');
  const [open, setOpen] = useState<'change' | 'revoke'>();
  if (access.role === 'owner') return null;
  const close = () => setOpen(undefined);
  const names = { name: person.name, title: entry.title };
  return (
    <>
      <IconButton icon={CalendarClock} label={t('change', names)} onClick={() => setOpen('change')} />
      <IconButton icon={UserMinus} label={t('revoke', names)} onClick={() => setOpen('revoke')} />
      {open === 'change' && <ChangeTermsDialog person={person} elementIds={[entry.elementId]} access={access} onClose={close} />}
      <RevokeDialog person={person} elementIds={[entry.elementId]} title={entry.title} isOpen={open === 'revoke'} onClose={close} />
    </>
  );
}
