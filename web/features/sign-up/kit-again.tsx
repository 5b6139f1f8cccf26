'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { useUnprovenKit } from '../credentials/kit-mark.ts';
import { WholeKitProof } from '../credentials/whole-kit-proof.tsx';

interface KitAgainProps {
  readonly onProven: () => void;
  /** The words were not saved. */
  readonly onRemake: () => void;
  readonly later: ReactNode;
}

/** After a reload: the words were shown once and are not here any more. Either they were saved, or there has to be a new kit. */
export function KitAgain({ onProven, onRemake, later }: KitAgainProps) {
  const t = useTranslations('signUp');
  const check = useUnprovenKit();
  return (
    <div className="space-y-5">
      {check !== undefined && <WholeKitProof check={check} onProven={onProven} />}
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" onClick={onRemake}>
          {t('notSaved')}
        </Button>
        {later}
      </div>
    </div>
  );
}
