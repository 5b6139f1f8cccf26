'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import type { KitView } from '../../worker/kit-keeper.ts';
import { useUnprovenKit } from '../credentials/kit-mark.ts';
import { KitProof } from '../credentials/kit-proof.tsx';
import { KitRequest } from '../credentials/kit-request.tsx';
import { KitSetup } from '../credentials/kit-setup.tsx';
import { useKitState } from '../credentials/kit-state.ts';
import { WholeKitProof } from '../credentials/whole-kit-proof.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { WaysIn } from './ways-in.tsx';

const LOOKS = { missing: 'warn', unproven: 'warn', ready: 'good' } as const;

/** Ways back in when the password is forgotten. */
export function RecoveryPage() {
  const t = useTranslations('me.recovery');
  const path = usePaths();
  const toast = useToast();
  const state = useKitState();
  const check = useUnprovenKit();
  const [view, setView] = useState<KitView>();
  const [isAsking, setAsking] = useState(false);
  const ways = useAsk(['account', 'ways-in'], (acts) => acts.waysIn());
  const { data: places = [] } = useAsk(['account', 'asked-words'], (acts) => acts.askedWords());
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (view) top.current?.querySelector<HTMLElement>('h2')?.focus();
  }, [view]);
  const finish = () => {
    setView(undefined);
    setAsking(false);
  };
  return (
    <div className="max-w-2xl space-y-6">
      <PageHeader title={t('title')} intro={t('intro')} back={path('me')} />
      {ways.error && <ProblemNotice problem={problemOf(ways.error)} onRetry={() => void ways.refetch()} />}
      {!state && !ways.error && <Spinner />}
      {state && (
        <Notice kind={LOOKS[state]} title={t(`status.${state}`)} role="status">
          <p>{t(`explained.${state}`)}</p>
        </Notice>
      )}
      {state === 'unproven' && check !== undefined && !view && (
        <Card aria-labelledby="kit-check" className="space-y-4">
          <h2 id="kit-check" className="font-semibold">
            {t('checkTitle')}
          </h2>
          {places.length > 0 ? (
            <KitProof onProven={() => toast({ text: t('proven') })} />
          ) : (
            <WholeKitProof check={check} onProven={() => toast({ text: t('proven') })} />
          )}
        </Card>
      )}
      {state && (
        <div ref={top} className="space-y-4">
          <h2 tabIndex={-1} className="text-lg font-semibold outline-none">
            {state === 'missing' ? t('makeTitle') : t('renewTitle')}
          </h2>
          {!view && <p className="max-w-prose text-muted">{state === 'missing' ? t('make') : t('renew')}</p>}
          {view && <KitSetup view={view} onDone={finish} />}
          {!view && (isAsking || state === 'missing') && <KitRequest onMade={setView} />}
          {!view && !isAsking && state !== 'missing' && (
            <Button look="secondary" onClick={() => setAsking(true)}>
              {t('renewTitle')}
            </Button>
          )}
        </div>
      )}
      {ways.data && !view && <WaysIn ways={ways.data} />}
    </div>
  );
}
