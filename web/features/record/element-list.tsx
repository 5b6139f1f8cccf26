'use client';
import type { Range } from '@tanstack/react-virtual';
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { usePrinting } from '../../client/printing.ts';
import { ElementRow } from './element-row.tsx';
import { useHeadings } from './headings.ts';
import { toggleSelected, useSelection } from './selection.ts';
import type { RecordView } from './view.ts';

/** Pixels of a row before it was measured. */
const ROW = 84;
/** Rows beyond the edges of the screen. */
const BEYOND = 6;

interface ElementListProps {
  readonly view: RecordView;
  readonly label: string;
  readonly isChoosing?: boolean;
}

/** Entries under their headings: only what is on the screen is in the page, however many there are. */
export function ElementList({ view, label, isChoosing = false }: ElementListProps) {
  const t = useTranslations('record.row');
  const { head, rowAt, show } = view;
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const [held, setHeld] = useState<number>();
  const [aim, setAim] = useState<number>();
  const chosen = useSelection();
  const headings = useHeadings(head?.groups ?? []);
  const total = head?.total ?? 0;
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      // What has the focus, or is to have it, stays in the page, wherever it is.
      const kept = [held, aim].filter((index) => index !== undefined && index < range.count && !indexes.includes(index));
      return kept.length === 0 ? indexes : [...new Set([...indexes, ...(kept as number[])])].toSorted((a, b) => a - b);
    },
    [held, aim],
  );
  // Its functions change with every scroll: nothing here is memoized by them.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useWindowVirtualizer({
    count: total,
    estimateSize: () => ROW,
    overscan: BEYOND,
    scrollMargin: top,
    rangeExtractor,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  // Paper does not scroll: it gets every entry that is here, one below the other.
  const isPrinting = usePrinting();
  const lines = isPrinting
    ? Array.from({ length: total }, (_, index) => ({ index, key: index, start: top })).filter(({ index }) => rowAt(index))
    : items;
  useLayoutEffect(() => {
    const place = list.current?.getBoundingClientRect().top;
    if (place !== undefined) setTop(Math.round(place + scrollY));
  }, [head]);
  // After every paint: what scrolled in is fetched. It changes nothing while the same windows are on the screen.
  useEffect(() => show(items.map(({ index }) => index)));

  // Looked for after every paint: a row may have to be fetched first.
  useEffect(() => {
    if (aim !== undefined) linkOf(list.current, aim)?.focus({ preventScroll: true });
  });

  const move = (event: KeyboardEvent) => {
    const target = nextIndex(event.key, held, total);
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    setAim(target);
    virtualizer.scrollToIndex(target, { align: 'auto' });
  };
  return (
    <>
      {isPrinting && lines.length < total && <p>{t('printed', { shown: lines.length, total })}</p>}
      {/* Arrows, Home and End go from row to row; the links and boxes inside are what has the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        ref={list}
        aria-label={label}
        onKeyDown={move}
        onFocus={({ target }) => {
          setHeld(indexOf(target));
          setAim(undefined);
        }}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHeld(undefined)}
        className="relative print:h-auto!"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {lines.map(({ index, key, start }) => {
          const row = rowAt(index);
          const heading = headings.get(index);
          return (
            <li
              key={key}
              ref={isPrinting ? undefined : virtualizer.measureElement}
              data-index={index}
              aria-setsize={total}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 print:static print:transform-none! print:break-inside-avoid"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              {heading && (
                <h2 className="px-3 pt-6 pb-2 text-sm font-semibold text-muted">
                  {heading.text} <span className="font-normal tabular-nums">({heading.count})</span>
                </h2>
              )}
              <div className="border-b border-line">
                {row ? (
                  <ElementRow
                    element={row}
                    {...(isChoosing && {
                      choice: { isChosen: chosen.has(row.elementId), onToggle: () => toggleSelected(row.elementId) },
                    })}
                  />
                ) : (
                  <p className="px-3 py-7 text-muted">{t('loading')}</p>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function indexOf(target: Element): number | undefined {
  const index = target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  return index === undefined ? undefined : Number(index);
}

function nextIndex(key: string, held: number | undefined, total: number): number | undefined {
  if (held === undefined || total === 0) return undefined;
  const target = { ArrowDown: held + 1, ArrowUp: held - 1, Home: 0, End: total - 1 }[key];
  return target === undefined ? undefined : Math.min(Math.max(target, 0), total - 1);
}

function linkOf(list: HTMLUListElement | null, index: number): HTMLElement | null | undefined {
  return list?.querySelector<HTMLElement>(`[data-index="${index}"] :is(a, input)`);
}
