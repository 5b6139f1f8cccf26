'use client';
import { useTranslations } from 'next-intl';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { Problem } from '../../worker/problem.ts';

/** What can differ between a code and what the server shows. */
const REASONS = ['code', 'format', 'instance', 'account', 'fingerprint'] as const;

interface NotVerifiedProps {
  readonly problem: Problem;
  readonly name: string;
  readonly onRetry: () => void;
}

/** A comparison that failed: what differs, that nothing was recorded, and what to do. */
export function NotVerified({ problem: { issues }, name, onRetry }: NotVerifiedProps) {
  const t = useTranslations('sharing.verify');
  const common = useTranslations('common.problem');
  const reason = REASONS.find((path) => issues?.some((issue) => issue.path === path)) ?? 'fingerprint';
  return (
    <Notice
      kind="bad"
      role="alert"
      title={t(`wrong.${reason}.title`, { name })}
      actions={
        <Button look="secondary" onClick={onRetry}>
          {common('retry')}
        </Button>
      }
    >
      <p>{t(`wrong.${reason}.todo`, { name })}</p>
      <p>{t('wrong.nothing')}</p>
    </Notice>
  );
}
