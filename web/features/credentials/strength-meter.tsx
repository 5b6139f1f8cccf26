'use client';
import { useTranslations } from 'next-intl';
import type { Strength } from './strength.ts';
import { LEAST_CHARACTERS, isAllowed, isFair } from './strength.ts';

const WORDS = ['veryWeak', 'weak', 'fair', 'good', 'strong'] as const;
const FILLS = ['bg-bad', 'bg-bad', 'bg-warn', 'bg-good', 'bg-good'] as const;

/** How hard a password is to guess: in bars, in a word, and with a reason. */
export function StrengthMeter({ strength }: { readonly strength: Strength | undefined }) {
  const t = useTranslations('credentials.strength');
  const score = strength?.score ?? -1;
  const word = WORDS[score];
  return (
    <div className="space-y-1.5">
      <div aria-hidden className="flex gap-1.5">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} className={`h-1.5 flex-1 rounded-full ${strength && score >= bar ? (FILLS[score] ?? '') : 'bg-line'}`} />
        ))}
      </div>
      <div role="status" className="min-h-6 text-sm">
        {strength && word && (
          <p>
            <span className="font-medium">{t('label', { word: t(`words.${word}`) })}</span> {reasonOf(strength, t)}
          </p>
        )}
      </div>
    </div>
  );
}

function reasonOf(strength: Strength, t: ReturnType<typeof useTranslations<'credentials.strength'>>): string {
  if (strength.isShort) return t('short', { least: LEAST_CHARACTERS });
  if (strength.weakness && strength.score < 3) return t(`weaknesses.${strength.weakness}`);
  if (!isAllowed(strength)) return t('guessable');
  return isFair(strength) ? t('fair') : t('enough');
}
