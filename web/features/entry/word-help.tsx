'use client';
import { useTranslations } from 'next-intl';
import { Button } from '../../components/ui/button.tsx';
import type { WordCheck } from '../../worker/acts/recovery.ts';

/** Words of a recovery kit. */
const KIT_WORDS = 15;

interface WordHelpProps {
  readonly checks: readonly WordCheck[];
  readonly words: string;
  readonly onWords: (words: string) => void;
}

/** How the typed words stand: their number, and for each that is none what it may be. */
export function WordHelp({ checks, words, onWords }: WordHelpProps) {
  const t = useTranslations('entry.kit');
  // Whoever is in the middle of a word need not hear that it is none yet.
  const isEnded = /[\s,;]$/u.test(words);
  const strangers = checks.flatMap((check, index) =>
    check.word === undefined && (isEnded || index < checks.length - 1 || checks.length >= KIT_WORDS)
      ? [{ ...check, place: index + 1 }]
      : [],
  );
  return (
    <div role="status" className="space-y-2 text-sm empty:hidden">
      {checks.length > 0 && <p className="text-muted tabular-nums">{t('count', { count: checks.length, total: KIT_WORDS })}</p>}
      {strangers.length > 0 && (
        <ul className="space-y-1">
          {strangers.map(({ typed, guess, place }) => (
            <li key={place} className="flex flex-wrap items-center gap-x-3 text-warn">
              <span>{t('stranger', { place, typed })}</span>
              {guess !== undefined && (
                <Button look="quiet" className="min-h-8! px-2! py-1!" onClick={() => onWords(words.replace(typed, guess))}>
                  {t('use', { guess })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
