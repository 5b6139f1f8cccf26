'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { KitView } from '../../worker/kit-keeper.ts';
import { markUnproven } from './kit-mark.ts';
import { PasswordForm } from './password-form.tsx';

/** Makes a new recovery kit, for which the password is needed. */
export function KitRequest({ onMade, actions }: { readonly onMade: (view: KitView) => void; readonly actions?: ReactNode }) {
  const t = useTranslations('credentials.kit');
  return (
    <PasswordForm
      act={async (acts, password) => {
        const view = await acts.makeKit({ password });
        // Before anything is asked again: a kit that nobody has proven is never shown as ready.
        markUnproven(view.check);
        return view;
      }}
      changes={['account']}
      submit={t('make')}
      busy={t('making')}
      actions={actions}
      onDone={onMade}
    />
  );
}
