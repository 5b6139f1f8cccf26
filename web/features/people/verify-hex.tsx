'use client';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { TextArea } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';

/** The whole fingerprint as the person sent it on another way. */
export function VerifyHex({
  name,
  isBusy,
  onTyped,
}: {
  readonly name: string;
  readonly isBusy: boolean;
  readonly onTyped: (hex: string) => void;
}) {
  const t = useTranslations('sharing.verify.hex');
  const [typed, setTyped] = useState('');
  const [isShort, setShort] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isWhole = /^[0-9a-f]{64}$/i.test(typed.replace(/[\s:-]+/g, ''));
    setShort(!isWhole);
    if (isWhole) onTyped(typed);
  };
  return (
    <form noValidate onSubmit={submit} className="space-y-4">
      <Field label={t('label', { name })} hint={t('hint')} error={isShort && t('short')}>
        {(control) => (
          <TextArea
            rows={3}
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            {...control}
          />
        )}
      </Field>
      <Button type="submit" isBusy={isBusy}>
        {t('act')}
      </Button>
    </form>
  );
}
