'use client';
import { MessageSquareText, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { memo } from 'react';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { useAccount } from '../../client/session.tsx';
import type { ViewRow } from '../../worker/view/view-types.ts';
import { PersonName } from '../people/person-name.tsx';
import { useFactsLine } from './facts-line.ts';
import { KindIcon } from './kind-icon.tsx';
import { useKindName } from './kind-names.ts';
import { kindOf } from './kinds.ts';
import { useRowDate } from './row-date.ts';
import { RowBadges } from './row-badges.tsx';
import { useValueTexts } from './values.ts';

interface ElementRowProps {
  readonly element: ViewRow;
  /** Where it leads; default: the page of the element. */
  readonly href?: string;
  /** Given while entries are chosen: the row has a box in place of a link. */
  readonly choice?: { readonly isChosen: boolean; readonly onToggle: () => void };
}

const LOOK = 'flex min-w-0 items-start gap-3 rounded-xl px-3 py-3 hover:bg-sunken';

/** An entry as lists show it: what it is, what it says, when, who wrote it, and what state it is in. */
export const ElementRow = memo(function ElementRow({ element, href, choice }: ElementRowProps) {
  const t = useTranslations('record.row');
  const paths = usePaths();
  const content = <RowContent element={element} />;
  if (choice) {
    return (
      <label className={`${LOOK} cursor-pointer has-checked:bg-accent-soft`}>
        <input
          type="checkbox"
          className="mt-1.5 size-5 shrink-0 accent-accent"
          aria-label={t('choose', { title: nameOf(element) })}
          checked={choice.isChosen}
          onChange={choice.onToggle}
        />
        {content}
      </label>
    );
  }
  return (
    <Link prefetch={false} href={href ?? paths('record/element', element.elementId)} className={LOOK} data-row>
      {content}
    </Link>
  );
});

function RowContent({ element }: { readonly element: ViewRow }) {
  const t = useTranslations('record.row');
  const kindName = useKindName();
  const dates = useDates();
  const dateOf = useRowDate();
  const line = useFactsLine();
  const texts = useValueTexts();
  const own = useAccount();
  const kind = kindOf(element);
  const { facts, addenda, readers, found, author, date, authoredAt, recordId, until } = element;
  const value = facts && (facts.values.length > 0 ? texts.values(facts.values) : facts.valueText);
  const details = line(element, kind);
  const isOwn = recordId === own.accountId;
  return (
    <>
      <span className="mt-0.5 flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-strong">
        <KindIcon kind={kind} />
        <span className="sr-only">{kindName(kind)}</span>
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="min-w-0 font-medium break-words">{nameOf(element)}</span>
          <span className="shrink-0 text-sm text-muted tabular-nums">{dateOf(date ?? authoredAt)}</span>
        </span>
        {value !== undefined && <span className="block text-lg font-semibold break-words tabular-nums">{value}</span>}
        {details.length > 0 && <span className="block break-words text-muted">{details.join(' · ')}</span>}
        {found && (
          <span className="block text-sm break-words text-muted">
            {found.before}
            <mark className="rounded-sm bg-warn-soft px-0.5 text-ink">{found.hit}</mark>
            {found.after}
          </span>
        )}
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted not-empty:pt-1">
          <RowBadges element={element} />
          {author !== own.accountId && (
            <span className="inline-flex flex-wrap items-center gap-x-1.5">
              {t('by')} <PersonName accountId={author} />
            </span>
          )}
          {isOwn && readers > 1 && (
            <span className="inline-flex items-center gap-1">
              <Users aria-hidden className="size-4" />
              {t('shared', { count: readers - 1 })}
            </span>
          )}
          {addenda > 0 && (
            <span className="inline-flex items-center gap-1">
              <MessageSquareText aria-hidden className="size-4" />
              {t('addenda', { count: addenda })}
            </span>
          )}
          {until !== undefined && <span>{t('ownUntil', { date: dates.instant(until) })}</span>}
        </span>
      </span>
    </>
  );
}

/** A measured value stands apart from its name. */
function nameOf({ facts, title }: ViewRow): string {
  return facts && (facts.values.length > 0 || facts.valueText !== undefined) ? (facts.display ?? title) : title;
}
