'use client';
import type { Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAccount } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { FingerprintWords } from './fingerprint-words.tsx';

interface VerifyWordsProps {
  readonly person: Person;
  readonly isBusy: boolean;
  readonly onMatch: (words: string) => void;
}

/** Both sides' words, to be read aloud over something that is not this server. */
export function VerifyWords({ person: { name, words }, isBusy, onMatch }: VerifyWordsProps) {
  const t = useTranslations('sharing.verify.words');
  const own = useAccount();
  const [isDifferent, setDifferent] = useState(false);
  return (
    <div className="space-y-4">
      <p>{t('how', { name })}</p>
      <div className="space-y-2">
        <p className="font-medium">{t('theirs', { name })}</p>
        <FingerprintWords words={words} label={t('theirs', { name })} />
      </div>
      <div className="flex flex-wrap gap-3">
        <Button isBusy={isBusy} onClick={() => onMatch(words.join(' '))}>
          {t('match')}
        </Button>
        <Button look="secondary" onClick={() => setDifferent(true)}>
          {t('differ')}
        </Button>
      </div>
      {isDifferent && (
        <Notice kind="bad" role="alert" title={t('stop.title')}>
          <p>{t('stop.todo', { name })}</p>
        </Notice>
      )}
      <div className="space-y-2">
        <p className="font-medium">{t('yours', { name })}</p>
        <FingerprintWords words={own.words} label={t('yours', { name })} />
      </div>
    </div>
  );
}
