'use client';
import { Dices } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ComponentProps, ReactNode } from 'react';
import { useState } from 'react';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { PasswordInput } from '../../components/ui/controls.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Field } from '../../components/ui/field.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import type { Problem } from '../../worker/problem.ts';
import { loadEstimator } from './strength.ts';
import { StrengthMeter } from './strength-meter.tsx';
import { useStrength } from './use-strength.ts';

interface NewPasswordFieldsProps {
  /** What `register` of the form gives. */
  readonly input: ComponentProps<typeof PasswordInput>;
  /** What is typed. */
  readonly value: string;
  /** Puts a suggested passphrase into the form. */
  readonly onSuggest: (passphrase: string) => void;
  readonly error?: ReactNode;
  /** What others know about the person, such as name and e-mail address: weak as a password. */
  readonly personal: readonly string[];
  readonly label?: string;
}

/** Choosing a password: how strong it is and why, and a passphrase for who wants one. Ask `refusalOf` before it is used. */
export function NewPasswordFields({ input, value, onSuggest, error, personal, label }: NewPasswordFieldsProps) {
  const t = useTranslations('credentials');
  const session = useSession();
  const strength = useStrength(value, personal);
  const [phrase, setPhrase] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const suggest = async () => {
    try {
      const next = await session.acts.suggestPassphrase();
      setPhrase(next);
      onSuggest(next);
      setProblem(undefined);
    } catch (caught) {
      setProblem(problemOf(caught));
    }
  };
  return (
    <div className="space-y-3">
      <Field label={label ?? t('password.label')} hint={t('password.hint')} error={error}>
        {(control) => (
          <PasswordInput autoComplete="new-password" onFocus={() => void loadEstimator().catch(() => undefined)} {...input} {...control} />
        )}
      </Field>
      <StrengthMeter strength={strength} />
      {phrase !== undefined && phrase === value && (
        <div className="space-y-3 rounded-xl bg-sunken p-4">
          <p className="text-sm text-muted">{t('password.suggested')}</p>
          <p className="font-mono text-lg break-words select-all" translate="no">
            {phrase}
          </p>
          <CopyButton text={phrase} />
        </div>
      )}
      <Button look="quiet" className="-ml-4" onClick={() => void suggest()}>
        <Dices aria-hidden className="size-4" />
        {phrase === undefined ? t('password.suggest') : t('password.another')}
      </Button>
      {problem && <ProblemNotice problem={problem} />}
    </div>
  );
}
