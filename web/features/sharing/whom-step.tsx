'use client';
import type { Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { useAct } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useAccount } from '../../client/session.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Radio, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { KeyNotice } from '../people/key-notice.tsx';
import { usePeople } from '../people/people.ts';
import { PersonCard } from '../people/person-card.tsx';
import { VerificationMark } from '../people/verification-mark.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import type { ShareDraft } from './share-draft.ts';
import { changeShare } from './share-draft.ts';

interface WhomStepProps {
  readonly draft: ShareDraft;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

/** With whom: somebody new by e-mail address, or somebody known. Whose key changed blocks the way until the person decides. */
export function WhomStep({ draft, onDone, onBack }: WhomStepProps) {
  const t = useTranslations('sharing.new.whom');
  const common = useTranslations('common.actions');
  const own = useAccount();
  const pathOf = usePaths();
  const people = usePeople();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<'required' | 'self' | 'nobody'>();
  const find = useAct((acts, identifier: string) => acts.findPerson(identifier), { changes: ['people'] });
  const chosen = draft.accountId === undefined ? undefined : people.get(draft.accountId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const identifier = typed.trim();
    if (identifier === '') return setError('required');
    if (identifier.toLowerCase() === own.identifier.toLowerCase()) return setError('self');
    setError(undefined);
    return find.mutate(identifier, {
      onSuccess: ({ accountId }) => {
        if (accountId === own.accountId) return setError('self');
        setTyped('');
        return changeShare({ accountId });
      },
    });
  };
  const choose = ({ accountId, identifier }: Person) => {
    setError(undefined);
    changeShare({ accountId });
    // The server may show another key than it did: better known now than at the end.
    if (identifier !== undefined) find.mutate(identifier);
  };
  const next = () => (chosen ? onDone() : setError('nobody'));
  const problem = find.error ? problemOf(find.error) : undefined;
  return (
    <div className="space-y-6">
      <form noValidate onSubmit={submit}>
        <Field label={t('email')} hint={t('hint')} error={error && t(`errors.${error}`)}>
          {(control) => (
            <div className="flex flex-wrap gap-3">
              <TextInput
                type="email"
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                className="flex-1 basis-56"
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
                {...control}
              />
              <Button type="submit" look="secondary" isBusy={find.isPending}>
                {t('find')}
              </Button>
            </div>
          )}
        </Field>
      </form>
      {problem && <ProblemNotice problem={problem} />}
      {people.size > 0 && (
        <fieldset className="space-y-1">
          <legend className="pb-1 font-medium">{t('known')}</legend>
          {[...people.values()].map((person) => (
            <Radio
              key={person.accountId}
              name="recipient"
              checked={person.accountId === draft.accountId}
              onChange={() => choose(person)}
              label={
                <span className="inline-flex flex-wrap items-center gap-x-2">
                  <span className="wrap-anywhere">{person.name}</span>
                  <VerificationMark state={person.state} />
                </span>
              }
              hint={person.identifier}
            />
          ))}
        </fieldset>
      )}
      <div aria-live="polite" className="space-y-3 empty:hidden">
        {chosen && (
          <PersonCard person={chosen}>
            <p className="text-sm text-muted">{t('unconfirmed')}</p>
            <KeyNotice
              person={chosen}
              actions={
                <ButtonLink look="secondary" href={pathOf('sharing/person', chosen.accountId)}>
                  {chosen.state === 'changed' ? t('decide') : t('compare')}
                </ButtonLink>
              }
            />
          </PersonCard>
        )}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button disabled={chosen?.state === 'changed'} onClick={next}>
          {common('next')}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {common('back')}
        </Button>
      </div>
    </div>
  );
}
