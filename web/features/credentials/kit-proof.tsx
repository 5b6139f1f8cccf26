'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { useRef, useState } from 'react';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import type { WordVerdict } from '../../worker/kit-keeper.ts';
import type { Problem } from '../../worker/problem.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { markProven } from './kit-mark.ts';

interface KitProofProps {
  readonly onProven: () => void;
  /** Where the words can be shown again. */
  readonly onBack?: (() => void) | undefined;
  /** Where the proof may wait. */
  readonly onLater?: (() => void) | undefined;
}

/** Two words of the kit, typed from the sheet: then it was surely saved. */
export function KitProof({ onProven, onBack, onLater }: KitProofProps) {
  const t = useTranslations('credentials.proof');
  const { acts } = useSession();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const [verdicts, setVerdicts] = useState<readonly WordVerdict[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const { data: places = [] } = useQuery({ queryKey: ['account', 'asked-words'], queryFn: () => acts.askedWords(), gcTime: 0 });
  const prove = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const found = await acts.proveKit(places.map((place) => ({ place, word: typed[place] ?? '' })));
      const wrong = found.findIndex(({ verdict }) => verdict !== 'right');
      setVerdicts(found);
      setProblem(undefined);
      if (wrong >= 0) return form.current?.querySelectorAll('input')[wrong]?.focus();
      markProven();
      return onProven();
    } catch (caught) {
      return setProblem(problemOf(caught));
    }
  };
  return (
    <form ref={form} noValidate onSubmit={(event) => void prove(event)} className="space-y-5">
      {places.map((place) => (
        <Field
          key={place}
          label={t('word', { place })}
          error={errorOf(
            verdicts.find((item) => item.place === place),
            t,
          )}
        >
          {(control) => (
            <TextInput
              {...control}
              value={typed[place] ?? ''}
              onChange={(event) => {
                setTyped({ ...typed, [place]: event.target.value });
                setVerdicts(verdicts.filter((item) => item.place !== place));
              }}
              autoComplete="off"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              lang="en"
            />
          )}
        </Field>
      ))}
      {problem && <ProblemNotice problem={problem} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit">{t('check')}</Button>
        {onBack && (
          <Button look="secondary" onClick={onBack}>
            {t('back')}
          </Button>
        )}
        {onLater && (
          <Button look="quiet" onClick={onLater}>
            {t('later')}
          </Button>
        )}
      </div>
    </form>
  );
}

function errorOf(verdict: WordVerdict | undefined, t: ReturnType<typeof useTranslations<'credentials.proof'>>): string | undefined {
  if (!verdict || verdict.verdict === 'right') return undefined;
  if (verdict.verdict === 'elsewhere') return t('elsewhere', { place: verdict.place, actual: verdict.actual });
  return t(verdict.verdict);
}
