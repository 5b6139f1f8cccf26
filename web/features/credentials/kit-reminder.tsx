'use client';
import { useTranslations } from 'next-intl';
import { usePathname } from 'next/navigation';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { useKitState } from './kit-state.ts';

/** Stays on the pages of the record until there is a recovery kit and somebody proved to have it. */
export function KitReminder() {
  const t = useTranslations('credentials.reminder');
  const path = usePaths();
  const here = usePathname();
  const state = useKitState();
  if ((state !== 'missing' && state !== 'unproven') || ![path('record'), path('shared')].includes(here)) return null;
  return (
    <div className="no-print mb-6">
      <Notice
        kind="warn"
        title={t(`${state}.title`)}
        actions={
          <ButtonLink look="secondary" href={path('me/recovery')}>
            {t(`${state}.action`)}
          </ButtonLink>
        }
      >
        <p>{t(`${state}.text`)}</p>
      </Notice>
    </div>
  );
}
