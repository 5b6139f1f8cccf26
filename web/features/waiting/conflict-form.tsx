'use client';
import type { Choice, Conflict } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { useAct } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { done } from '../../client/outcome.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { useIsSelf } from '../people/people.ts';
import { PersonName } from '../people/person-name.tsx';
import { ChangeList } from '../reading/change-list.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ConflictFieldChoice } from './conflict-field-choice.tsx';

/** Both versions with author and time, part by part, with a choice for each; and what was joined without asking. */
export function ConflictForm({ conflict }: { readonly conflict: Conflict }) {
  const t = useTranslations('element.conflicts');
  const router = useRouter();
  const pathOf = usePaths();
  const dates = useDates();
  const toast = useToast();
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const { elementId, title, editedAt, theirAuthor, theirAt, fields, merged } = conflict;
  const isSelf = useIsSelf()(theirAuthor);
  const open = fields.filter(({ path }) => choices[path] === undefined).length;
  const { mutate, isPending, error } = useAct(async (acts) => done(await acts.resolveConflict(elementId, { fields: choices })), {
    changes: ['waiting', 'elements'],
    onDone: ({ isWaiting }) => {
      toast({ text: isWaiting ? t('waits') : t('done') });
      router.push(pathOf('record/element', elementId));
    },
  });
  const chooseAll = (choice: Choice) => setChoices(Object.fromEntries(fields.map(({ path }) => [path, choice])));
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (open === 0 && !isPending) mutate();
  };
  return (
    <form onSubmit={save} className="max-w-3xl space-y-5">
      <Card className="space-y-3">
        <h2 className="text-lg font-semibold break-words">{title}</h2>
        <dl className="grid gap-3 sm:grid-cols-2">
          <div>
            <dt className="text-sm text-muted">{t(isSelf ? 'here' : 'mine')}</dt>
            <dd>{t(isSelf ? 'hereAt' : 'mineAt', { at: dates.instant(editedAt) })}</dd>
          </div>
          <div>
            <dt className="text-sm text-muted">{t(isSelf ? 'there' : 'theirs')}</dt>
            <dd className="flex flex-wrap gap-x-2">
              {!isSelf && <PersonName accountId={theirAuthor} />}
              <span>{dates.instant(theirAt)}</span>
            </dd>
          </div>
        </dl>
        <div className="flex flex-wrap gap-3">
          <Button look="secondary" onClick={() => chooseAll('mine')}>
            {t(isSelf ? 'allHere' : 'allMine')}
          </Button>
          <Button look="secondary" onClick={() => chooseAll('theirs')}>
            {t(isSelf ? 'allThere' : 'allTheirs')}
          </Button>
        </div>
      </Card>
      {fields.map((field) => (
        <ConflictFieldChoice
          key={field.path}
          field={field}
          isSelf={isSelf}
          choice={choices[field.path]}
          onChoose={(choice) => setChoices({ ...choices, [field.path]: choice })}
        />
      ))}
      {merged.length > 0 && (
        <Card className="space-y-3">
          <h2 className="text-lg font-semibold">{t('merged')}</h2>
          <p className="text-muted">{t('mergedText')}</p>
          <ChangeList changes={merged} />
        </Card>
      )}
      {error && <ProblemNotice problem={problemOf(error)} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" isBusy={isPending} disabled={open > 0}>
          {t('save')}
        </Button>
        <p role="status" className="text-muted">
          {open > 0 ? t('open', { count: open }) : t('ready')}
        </p>
      </div>
    </form>
  );
}
