'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { usePaths } from '../../client/paths.ts';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { AccessResult } from '../../worker/sharing/sharing-types.ts';
import { useNameOf } from '../people/people.ts';
import { RefusedEntries } from '../people/refused-entries.tsx';

interface ShareDoneProps {
  readonly accountId: string;
  readonly result: AccessResult;
  readonly onAgain: () => void;
}

/** What came of a share. */
export function ShareDone({ accountId, result: { changed, refused }, onAgain }: ShareDoneProps) {
  const t = useTranslations('sharing.new.after');
  const pathOf = usePaths();
  const name = useNameOf()(accountId);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="max-w-2xl space-y-5">
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
        {changed > 0 ? t('title') : t('nothing')}
      </h1>
      {changed > 0 && (
        <Notice kind="good" title={t('given', { count: changed, name })}>
          <p>{t('next', { name })}</p>
        </Notice>
      )}
      {refused.length > 0 && <RefusedEntries refused={refused} />}
      <div className="flex flex-wrap gap-3">
        <ButtonLink href={pathOf('sharing/person', accountId)}>{t('person', { name })}</ButtonLink>
        <ButtonLink look="secondary" href={pathOf('record')}>
          {t('record')}
        </ButtonLink>
        <Button look="quiet" onClick={onAgain}>
          {t('again')}
        </Button>
      </div>
    </div>
  );
}
