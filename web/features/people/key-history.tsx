'use client';
import type { PersonKey } from '@sealchart/sdk';
import { BadgeCheck, CircleHelp, KeyRound, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Details } from '../../components/ui/details.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { FingerprintHex } from './fingerprint-hex.tsx';

/** What became of a key, by picture and word. */
const MARKS = {
  current: { kind: 'info', icon: KeyRound },
  routine: { kind: 'plain', icon: KeyRound },
  compromise: { kind: 'warn', icon: TriangleAlert },
  closed: { kind: 'plain', icon: KeyRound },
  known: { kind: 'plain', icon: KeyRound },
  undecided: { kind: 'bad', icon: TriangleAlert },
  unrelated: { kind: 'warn', icon: CircleHelp },
} as const;

/** Every key that this device was shown for a person, newest first, and what became of it. */
export function KeyHistory({ accountId }: { readonly accountId: string }) {
  const { data, error, refetch } = useAsk(['people', accountId, 'keys'], (acts) => acts.keysOf(accountId));
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return <Spinner />;
  const isDecided = data.every(({ state }) => state !== 'undecided');
  return (
    <ol className="space-y-4">
      {data.map((key, index) => (
        <li key={key.fingerprint} className="space-y-1 border-l-2 border-line pl-3">
          <KeyItem item={key} standing={key.state === 'current' && !isDecided ? 'known' : key.state} number={data.length - index} />
        </li>
      ))}
    </ol>
  );
}

interface KeyItemProps {
  readonly item: PersonKey;
  readonly standing: keyof typeof MARKS;
  /** The first one is 1. */
  readonly number: number;
}

function KeyItem({ item: { words, compared, fingerprint }, standing, number }: KeyItemProps) {
  const t = useTranslations('sharing.keys');
  const { kind, icon } = MARKS[standing];
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{t('number', { number })}</span>
        <Badge kind={kind} icon={icon}>
          {t(`states.${standing}`)}
        </Badge>
        {compared && (
          <Badge kind="good" icon={BadgeCheck}>
            {t(`compared.${compared}`)}
          </Badge>
        )}
      </p>
      <p className="text-muted">{t(`means.${standing}`)}</p>
      <p className="font-mono break-words">{words.join(' ')}</p>
      <Details summary={t('long', { number })}>
        <FingerprintHex fingerprint={fingerprint} />
      </Details>
    </>
  );
}
