'use client';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { useRef, useState } from 'react';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { TextArea } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { markProven } from './kit-mark.ts';

/** Proof that a kit was saved whose words are not here any more: all of them, from the sheet. `check` is the kit's. */
export function WholeKitProof({ check, onProven }: { readonly check: string; readonly onProven: () => void }) {
  const t = useTranslations('credentials.wholeProof');
  const box = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState('');
  const { mutateAsync, data, error, isPending, reset } = useAct((acts, words: string) => acts.proveWholeKit(words, check));
  const problem = error ? problemOf(error) : undefined;
  const prove = async (event: FormEvent) => {
    event.preventDefault();
    const isProven = await mutateAsync(typed).catch(() => false);
    if (!isProven) return box.current?.focus();
    markProven();
    return onProven();
  };
  const isWrong = data === false || problem?.code === 'E_WORDS';
  return (
    <form noValidate onSubmit={(event) => void prove(event)} className="space-y-4">
      <Field label={t('label')} hint={t('hint')} error={isWrong && (data === false ? t('other') : t('wrong'))}>
        {(control) => (
          <TextArea
            {...control}
            ref={box}
            rows={3}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              reset();
            }}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            lang="en"
          />
        )}
      </Field>
      {problem && problem.code !== 'E_WORDS' && <ProblemNotice problem={problem} />}
      <Button type="submit" isBusy={isPending}>
        {t('check')}
      </Button>
    </form>
  );
}
