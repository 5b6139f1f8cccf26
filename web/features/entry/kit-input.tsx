'use client';
import type { RecoveryKit } from '@sealchart/sdk';
import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { useAttempt } from '../../client/attempt.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { TextArea } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { WordCheck } from '../../worker/acts/recovery.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { WordHelp } from './word-help.tsx';

interface KitInputProps {
  readonly control: UseFormRegisterReturn;
  /** As typed. */
  readonly words: string;
  readonly onWords: (words: string) => void;
  /** A whole kit that was pasted or opened. */
  readonly kit: RecoveryKit | undefined;
  readonly onKit: (kit: RecoveryKit | undefined) => void;
  readonly error: ReactNode;
}

/** A recovery kit: its words as somebody types them, the whole of it pasted, or its file. */
export function KitInput({ control, words, onWords, kit, onKit, error }: KitInputProps) {
  const t = useTranslations('entry.kit');
  const { acts } = useSession();
  const file = useRef<HTMLInputElement>(null);
  const [checks, setChecks] = useState<readonly WordCheck[]>([]);
  const typed = useDeferredValue(words);
  const take = useRef(onKit);
  useEffect(() => {
    take.current = onKit;
  });
  const opening = useAttempt(async (source: Blob) => {
    onKit(await acts.readKit(source));
  });
  useEffect(() => {
    let isOld = false;
    const check = async () => {
      const [found, checked] = await Promise.all([acts.readKit(typed).catch(() => undefined), acts.checkWords(typed)]);
      if (isOld) return;
      if (found) take.current(found);
      else setChecks(checked);
    };
    if (typed.trim() !== '') void check();
    return () => {
      isOld = true;
    };
  }, [acts, typed]);
  if (kit) {
    return (
      <Notice
        kind="good"
        role="status"
        title={t('found')}
        actions={
          <Button look="secondary" onClick={() => onKit(undefined)}>
            {t('other')}
          </Button>
        }
      >
        <p>{t('server', { server: kit.server })}</p>
      </Notice>
    );
  }
  return (
    <div className="space-y-3">
      <Field label={t('label')} hint={t('hint')} error={error}>
        {(props) => <TextArea {...props} {...control} rows={4} autoComplete="off" autoCapitalize="none" spellCheck={false} />}
      </Field>
      <WordHelp checks={typed.trim() === '' ? [] : checks} words={words} onWords={onWords} />
      {opening.problem && <ProblemNotice problem={opening.problem} />}
      <input
        ref={file}
        type="file"
        accept=".pdf,.txt,application/pdf,text/plain"
        aria-label={t('file')}
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) void opening.run(chosen);
          target.value = '';
        }}
      />
      <Button look="secondary" isBusy={opening.isBusy} onClick={() => file.current?.click()}>
        <FileUp aria-hidden className="size-4" />
        {t('file')}
      </Button>
    </div>
  );
}
