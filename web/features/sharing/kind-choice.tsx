'use client';
import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { Button } from '../../components/ui/button.tsx';
import { Checkbox } from '../../components/ui/controls.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import type { KindEntries } from '../../worker/sharing/sharing-types.ts';

interface KindChoiceProps {
  readonly kind: KindEntries;
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** One kind of entries as a whole, and each of them behind one press. */
export function KindChoice({ kind: { kind, elementIds }, chosen, onChange }: KindChoiceProps) {
  const t = useTranslations('sharing.new.what');
  const kinds = useTranslations('common.kinds');
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const count = elementIds.filter((elementId) => chosen.has(elementId)).length;
  const isAll = count === elementIds.length;
  const toggleAll = () => {
    const rest = new Set([...chosen].filter((elementId) => !elementIds.includes(elementId)));
    onChange(isAll ? rest : new Set([...rest, ...elementIds]));
  };
  return (
    <div className="py-2">
      <div className="flex items-center justify-between gap-2">
        <Checkbox
          label={
            <>
              <span className="font-medium">{kinds(kind)}</span>{' '}
              <span className="text-muted">{t('of', { count, total: elementIds.length })}</span>
            </>
          }
          checked={isAll}
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && !isAll;
          }}
          onChange={toggleAll}
        />
        <Button
          look="quiet"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={t('single', { kind: kinds(kind) })}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="max-sm:sr-only">{t('choose')}</span>
          <ChevronDown aria-hidden className={`size-4 ${isOpen ? 'rotate-180' : ''}`} />
        </Button>
      </div>
      <div id={id} className="empty:hidden">
        {isOpen && <EntryChoices elementIds={elementIds} chosen={chosen} onChange={onChange} />}
      </div>
    </div>
  );
}

/** Entries that are listed at first, and with each press more. */
const PORTION = 50;

function EntryChoices({ elementIds, chosen, onChange }: Omit<KindChoiceProps, 'kind'> & { readonly elementIds: readonly string[] }) {
  const t = useTranslations('sharing');
  const dates = useDates();
  const [limit, setLimit] = useState(PORTION);
  const shown = elementIds.slice(0, limit);
  const { data } = useAsk(['elements', 'entries', ...shown], (acts) => acts.entries(shown));
  if (!data) return <Spinner />;
  const toggle = (elementId: string) => {
    const next = new Set(chosen);
    if (!next.delete(elementId)) next.add(elementId);
    onChange(next);
  };
  return (
    <div className="pb-2 pl-8">
      <ul>
        {data.map(({ elementId, title, date }) => (
          <li key={elementId}>
            <Checkbox
              label={
                <>
                  <span className="break-words">{title}</span> <span className="text-sm text-muted">{dates.fhir(date)}</span>
                </>
              }
              checked={chosen.has(elementId)}
              onChange={() => toggle(elementId)}
            />
          </li>
        ))}
      </ul>
      {elementIds.length > limit && (
        <Button look="quiet" onClick={() => setLimit(limit + PORTION)}>
          {t('more', { count: Math.min(PORTION, elementIds.length - limit) })}
        </Button>
      )}
    </div>
  );
}
