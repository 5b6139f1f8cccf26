'use client';
import type { OpenedElement, Remark } from '@sealchart/sdk';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { useId, useState } from 'react';
import { useAct } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { done } from '../../client/outcome.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useUnsaved } from '../../client/unsaved.tsx';
import { Badge } from '../../components/ui/badge.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { TextArea } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { PersonName } from '../people/person-name.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { canWrite } from './rights.ts';

/** Characters of an addendum. */
const LIMIT = 20_000;

/** Remarks under an element, each signed by who wrote it, and a way to write one. */
export function Addenda({ element }: { readonly element: OpenedElement }) {
  const t = useTranslations('element.addenda');
  const id = useId();
  const { remarks } = element;
  if (remarks.length === 0 && !canWrite(element)) return null;
  return (
    <Card aria-labelledby={id} className="space-y-4">
      <h2 id={id} className="text-lg font-semibold">
        {t('title')}
      </h2>
      {remarks.length === 0 && <p className="text-muted">{t('none')}</p>}
      <ol className="space-y-3">
        {remarks.map((remark) => (
          <RemarkItem key={remark.number} remark={remark} />
        ))}
      </ol>
      {canWrite(element) && <AddendumForm elementId={element.elementId} />}
    </Card>
  );
}

function RemarkItem({ remark: { text, author, authoredAt, contentVersion, isCurrent } }: { readonly remark: Remark }) {
  const t = useTranslations('element.addenda');
  const dates = useDates();
  return (
    <li className="rounded-lg bg-sunken p-3">
      <p className="break-words whitespace-pre-wrap">{text}</p>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <PersonName accountId={author} />
        <span>{dates.instant(authoredAt)}</span>
        <span className="inline-flex items-center gap-1">
          <ShieldCheck aria-hidden className="size-4 text-good" />
          {t('signed')}
        </span>
        {!isCurrent && <Badge kind="warn">{t('older', { version: contentVersion })}</Badge>}
      </div>
    </li>
  );
}

function AddendumForm({ elementId }: { readonly elementId: string }) {
  const t = useTranslations('element.addenda');
  const toast = useToast();
  const [text, setText] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const guard = useUnsaved(text !== '');
  const { mutate, isPending, error } = useAct(async (acts, words: string) => done(await acts.addAddendum(elementId, words)), {
    changes: ['elements', 'waiting'],
    onDone: ({ isWaiting }) => {
      setText('');
      toast({ text: isWaiting ? t('waits') : t('done') });
    },
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(text.trim() === '');
    if (text.trim() === '' || isPending) return;
    mutate(text.trim());
  };
  return (
    <form onSubmit={add} className="no-print space-y-3" noValidate>
      <Field label={t('label')} hint={t('hint')} error={isEmpty && text.trim() === '' ? t('empty') : undefined}>
        {(control) => <TextArea {...control} rows={3} maxLength={LIMIT} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      {error && <ProblemNotice problem={problemOf(error)} />}
      <Button type="submit" look="secondary" isBusy={isPending}>
        {t('act')}
      </Button>
      {guard}
    </form>
  );
}
