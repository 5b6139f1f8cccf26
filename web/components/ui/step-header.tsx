'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';

interface StepHeaderProps {
  readonly step: number;
  readonly steps: number;
  readonly title: ReactNode;
  readonly intro?: ReactNode;
}

/** The `h1` of one step of several. It takes the focus when the step changes, so that who listens hears where they are. */
export function StepHeader({ step, steps, title, intro }: StepHeaderProps) {
  const t = useTranslations('common.steps');
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  return (
    <header className="mb-6 space-y-3">
      <p className="text-sm font-medium text-muted">{t('count', { step, steps })}</p>
      <div aria-hidden className="flex gap-1.5">
        {Array.from({ length: steps }, (_, index) => (
          <span key={index} className={`h-1 flex-1 rounded-full ${index < step ? 'bg-accent' : 'bg-line'}`} />
        ))}
      </div>
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold break-words hyphens-auto outline-none">
        {title}
      </h1>
      {intro && <div className="max-w-prose space-y-2 text-muted">{intro}</div>}
    </header>
  );
}
