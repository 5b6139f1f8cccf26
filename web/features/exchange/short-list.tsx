'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** More than this nobody reads here. */
const SHOWN = 50;

/** The first of many, and how many more there are. */
export function ShortList<T>({
  items,
  total = items.length,
  children,
}: {
  readonly items: readonly T[];
  /** Where `items` are not all. */
  readonly total?: number;
  readonly children: (item: T) => ReactNode;
}) {
  const t = useTranslations('exchange');
  const more = total - Math.min(items.length, SHOWN);
  return (
    <ul className="space-y-2 text-sm">
      {items.slice(0, SHOWN).map((item, index) => (
        <li key={index} className="break-words">
          {children(item)}
        </li>
      ))}
      {more > 0 && <li className="text-muted">{t('more', { count: more })}</li>}
    </ul>
  );
}
