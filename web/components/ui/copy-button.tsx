'use client';
import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ButtonLook } from './button.tsx';
import { Button } from './button.tsx';

/** Puts a text on the clipboard and says so. */
export function CopyButton({
  text,
  label,
  look = 'secondary',
}: {
  readonly text: string;
  readonly label?: string;
  readonly look?: ButtonLook;
}) {
  const t = useTranslations('common.actions');
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button look={look} onClick={() => void copy()} onBlur={() => setCopied(false)}>
      {isCopied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
      <span aria-live="polite">{isCopied ? t('copied') : (label ?? t('copy'))}</span>
    </Button>
  );
}
