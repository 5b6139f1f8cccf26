'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import type { ShareDraft } from './share-draft.ts';
import { changeShare } from './share-draft.ts';
import { grantOf } from './terms.ts';
import { TermsFields } from './terms-fields.tsx';

interface TermsStepProps {
  readonly draft: ShareDraft;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

/** What the person may do, and until when. */
export function TermsStep({ draft: { terms }, onDone, onBack }: TermsStepProps) {
  const common = useTranslations('common.actions');
  const [isRefused, setRefused] = useState(false);
  const next = () => {
    const isGood = grantOf(terms, Date.now()) !== undefined;
    setRefused(!isGood);
    if (isGood) onDone();
  };
  return (
    <div className="space-y-6">
      <TermsFields
        terms={terms}
        isRefused={isRefused}
        onChange={(changed) => {
          setRefused(false);
          changeShare({ terms: changed });
        }}
      />
      <div className="flex flex-wrap gap-3">
        <Button onClick={next}>{common('next')}</Button>
        <Button look="quiet" onClick={onBack}>
          {common('back')}
        </Button>
      </div>
    </div>
  );
}
