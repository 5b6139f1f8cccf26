'use client';
import { Download, Share2, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { usePaths } from '../../client/paths.ts';
import { useSession } from '../../client/session.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import type { ViewFilter } from '../../worker/view/view-types.ts';
import { EraseChosen } from './erase-chosen.tsx';
import { select, useSelection } from './selection.ts';

/** What can be done with the chosen entries; it stays in sight while the list scrolls. */
export function SelectionBar({
  filter,
  total,
  onDone,
}: {
  readonly filter: ViewFilter;
  readonly total: number;
  readonly onDone: () => void;
}) {
  const t = useTranslations('record.select');
  const paths = usePaths();
  const { acts } = useSession();
  const chosen = useSelection();
  const [isErasing, setErasing] = useState(false);
  const count = chosen.size;
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => words.current?.focus(), []);
  return (
    <section
      aria-label={t('bar')}
      className="sticky top-0 z-10 -mx-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-y border-line bg-surface px-4 py-2 md:mx-0 md:rounded-xl md:border-x"
    >
      <p ref={words} tabIndex={-1} role="status" className="font-medium outline-none">
        {t('chosen', { count })}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {count < total && (
          <Button look="quiet" onClick={() => void acts.viewIds(filter).then(select)}>
            {t('all', { count: total })}
          </Button>
        )}
        {count > 0 && (
          <Button look="quiet" onClick={() => select([])}>
            {t('none')}
          </Button>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2 sm:ml-auto">
        {count > 0 && (
          <>
            <ButtonLink href={paths('sharing/new')}>
              <Share2 aria-hidden className="size-4" />
              {t('share')}
            </ButtonLink>
            <ButtonLink look="secondary" href={paths('record/export')}>
              <Download aria-hidden className="size-4" />
              {t('export')}
            </ButtonLink>
            <Button look="danger" onClick={() => setErasing(true)}>
              <Trash2 aria-hidden className="size-4" />
              {t('erase')}
            </Button>
          </>
        )}
        <Button look="secondary" onClick={onDone}>
          {t('done')}
        </Button>
      </div>
      <EraseChosen isOpen={isErasing} onClose={() => setErasing(false)} />
    </section>
  );
}
