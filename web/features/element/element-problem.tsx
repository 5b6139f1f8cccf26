'use client';
import { ShieldX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import type { Problem } from '../../worker/problem.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { Receipt } from './receipt.tsx';

/** Refusals that say nothing about the element itself. */
const NOT_OF_IT: ReadonlySet<Problem['code']> = new Set<Problem['code']>([
  'E_NETWORK',
  'E_UNAVAILABLE',
  'E_NOT_FOUND',
  'E_UNAUTHENTICATED',
  'E_LOCKED',
  'E_NOT_LOGGED_IN',
  'E_THROTTLED',
  'E_INTERNAL',
  'E_UNEXPECTED',
  'E_STORE',
  'E_BUSY',
]);

interface ElementProblemProps {
  readonly elementId: string;
  readonly problem: Problem;
  readonly onRetry?: () => void;
}

/** An element that cannot be shown, and why: it was erased, its proof failed, or it cannot be fetched. */
export function ElementProblem({ elementId, problem, onRetry }: ElementProblemProps) {
  const t = useTranslations('element');
  const pathOf = usePaths();
  const { data: erased } = useAsk(['elements', 'erased'], (acts) => acts.erased());
  const gone = erased?.find((item) => item.elementId === elementId);
  const isUnproven = !NOT_OF_IT.has(problem.code);
  if (gone) {
    return (
      <>
        <PageHeader back={pathOf('record')} title={t('erased.one')} />
        <Receipt erased={gone} />
      </>
    );
  }
  if (problem.code === 'E_ERASED' || problem.code === 'E_NOT_FOUND') {
    return (
      <>
        <PageHeader back={pathOf('record')} title={t('problem.gone')} />
        <ProblemNotice problem={problem} actions={<ButtonLink href={pathOf('record')}>{t('problem.toRecord')}</ButtonLink>} />
      </>
    );
  }
  if (!isUnproven) {
    return (
      <>
        <PageHeader back={pathOf('record')} title={t('problem.title')} />
        <ProblemNotice problem={problem} {...(onRetry && { onRetry })} />
      </>
    );
  }
  return (
    <>
      <PageHeader back={pathOf('record')} title={t('problem.unproven')} />
      <div className="space-y-4">
        <Badge kind="bad" icon={ShieldX}>
          {t('problem.badge')}
        </Badge>
        <ProblemNotice problem={problem} />
        <Notice
          kind="info"
          title={t('problem.causes')}
          actions={
            onRetry && (
              <Button look="secondary" onClick={onRetry}>
                {t('problem.again')}
              </Button>
            )
          }
        >
          <ul className="list-disc space-y-1 pl-5">
            <li>{t('problem.causeServer')}</li>
            <li>{t('problem.causeAuthor')}</li>
            <li>{t('problem.causeDamage')}</li>
          </ul>
          <p>{t('problem.todo')}</p>
        </Notice>
      </div>
    </>
  );
}
