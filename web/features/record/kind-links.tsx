'use client';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { usePaths } from '../../client/paths.ts';
import type { View } from '../../worker/view/view-types.ts';
import { KindIcon } from './kind-icon.tsx';
import { useKindName } from './kind-names.ts';
import type { Kind } from './kinds.ts';
import { KINDS } from './kinds.ts';

const LOOK =
  'inline-flex min-h-9 shrink-0 items-center gap-1.5 rounded-full border border-line bg-surface px-3 whitespace-nowrap hover:border-edge aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:text-accent-strong';

/** The parts of a record as links, each with how many entries it has. What has none is still there: its page says what it is for. */
export function KindLinks({ current, counts }: { readonly current: Kind | undefined; readonly counts: View['counts'] | undefined }) {
  const t = useTranslations('record.views');
  const paths = usePaths();
  const kindName = useKindName();
  const isShown = (kind: Kind) => kind !== 'other' || (counts?.other ?? 0) > 0 || current === 'other';
  const row = useRef<HTMLElement>(null);
  // On a narrow screen the row scrolls sideways: where one is must be in sight, also when the counts have made it wider.
  const isCounted = counts !== undefined;
  // oxlint-disable-next-line react/exhaustive-effect-dependencies
  useEffect(() => bringIntoSight(row.current), [current, isCounted]);
  return (
    <nav ref={row} aria-label={t('label')} className="relative -mx-4 overflow-x-auto px-4 md:mx-0 md:overflow-visible md:px-0">
      <ul className="flex gap-2 py-1 md:flex-wrap">
        <li>
          <Link prefetch={false} href={paths('record')} aria-current={current === undefined ? 'page' : undefined} className={LOOK}>
            {t('all')}
          </Link>
        </li>
        {KINDS.filter(isShown).map((kind) => (
          <li key={kind}>
            <Link prefetch={false} href={paths('record', kind)} aria-current={current === kind ? 'page' : undefined} className={LOOK}>
              <KindIcon kind={kind} className="size-4 text-accent" />
              {kindName(kind)}
              {counts && <span className="text-sm font-normal text-muted tabular-nums">{counts[kind]}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function bringIntoSight(row: HTMLElement | null): void {
  const link = row?.querySelector<HTMLElement>('[aria-current]');
  if (link && row) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}
