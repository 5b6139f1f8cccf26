'use client';
import type { ElementVersion, OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { VersionItem } from './version-item.tsx';

/** Every version of an element, newest first; asked for when somebody wants to see it. */
export function History({ element }: { readonly element: OpenedElement }) {
  const t = useTranslations('element.history');
  const id = useId();
  const [isShown, setShown] = useState(false);
  const { elementId } = element;
  const { data, error, refetch } = useAsk(['elements', 'history', elementId], (acts) => acts.history(elementId), { isEnabled: isShown });
  return (
    <Card aria-labelledby={id} className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={id} className="text-lg font-semibold">
          {t('title')}
        </h2>
        <Button look="quiet" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? t('hide') : t('show')}
        </Button>
      </div>
      {!isShown && <p className="text-muted">{t('count', { count: element.version })}</p>}
      {isShown && error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {isShown && !data && !error && <Spinner />}
      {isShown && data && (
        <ol className="space-y-4">
          {data.map((version) => (
            <li key={version.version}>
              <VersionItem element={element} version={version} before={contentBefore(data, version)} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

/** The content version that a new content replaced; undefined for the first one, or where it is not open to this account. */
function contentBefore(versions: readonly ElementVersion[], { kind, version }: ElementVersion): number | undefined {
  if (kind !== 'content') return undefined;
  const former = versions.find((other) => other.version === version - 1);
  return former?.isReadable ? former.contentVersion : undefined;
}
