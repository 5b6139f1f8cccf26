'use client';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useFormats } from '../../client/formats.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Card } from '../../components/ui/card.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

const MEGABYTE = 1_000_000;
const GIGABYTE = 1_000_000_000;

/** How much the own record holds at the server, and how much it may. */
export function Room() {
  const t = useTranslations('me.settings.room');
  const format = useFormats();
  const { data, error, refetch } = useAsk(['elements', 'usage'], (acts) => acts.usage());
  const size = (bytes: number) => {
    const { unit, name } = bytes < GIGABYTE ? { unit: MEGABYTE, name: 'megabyte' } : { unit: GIGABYTE, name: 'gigabyte' };
    return format.number(bytes / unit, { style: 'unit', unit: name, maximumFractionDigits: 1 });
  };
  return (
    <Card aria-labelledby="settings-room" className="space-y-4">
      <h2 id="settings-room" className="font-semibold">
        {t('title')}
      </h2>
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data && (
        <>
          <Level
            label={t('elements')}
            text={t('of', { used: format.number(data.elements), limit: format.number(data.elementLimit) })}
            value={data.elements / data.elementLimit}
          />
          <Level
            label={t('bytes')}
            text={t('of', { used: size(data.bytes), limit: size(data.byteLimit) })}
            value={data.bytes / data.byteLimit}
          />
        </>
      )}
    </Card>
  );
}

function Level({ label, text, value }: { readonly label: string; readonly text: string; readonly value: number }) {
  return (
    <div className="space-y-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>{label}</span>
        <span className="text-sm text-muted tabular-nums">{text}</span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuetext={text}
        className="h-3 overflow-hidden rounded-full bg-sunken ring-1 ring-line"
      >
        <div className="h-full bg-accent" style={{ width: `${Math.min(value, 1) * 100}%` }} />
      </div>
    </div>
  );
}
