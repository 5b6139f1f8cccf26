'use client';
import type { TooltipContentProps } from 'recharts';
import { useValueTexts } from '../values.ts';

/** The chart gives what is pointed at. */
interface ChartTipProps extends Partial<Pick<TooltipContentProps, 'active' | 'payload' | 'label'>> {
  readonly unit: string | undefined;
  readonly titleOf: (at: number) => string;
}

/** The values of the place that is pointed at. */
export function ChartTip({ active, payload, label, unit, titleOf }: ChartTipProps) {
  const texts = useValueTexts();
  if (!active || !payload || payload.length === 0) return null;
  return (
    <div className="rounded-lg border border-edge bg-surface px-3 py-2 text-ink shadow">
      <p className="text-muted">{titleOf(Number(label))}</p>
      {payload.map(({ dataKey, name, value }) => (
        <p key={String(dataKey)} className="font-medium tabular-nums">
          {payload.length > 1 && `${String(name)}: `}
          {texts.number({ value: Number(value), written: String(value) })} {unit}
        </p>
      ))}
    </div>
  );
}
