'use client';
import type { Compared, Person } from '@sealchart/sdk';
import { Camera, Hash, MessagesSquare } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { NotVerified } from './not-verified.tsx';
import { VerifyCamera } from './verify-camera.tsx';
import { VerifyHex } from './verify-hex.tsx';
import { VerifyWords } from './verify-words.tsx';

const METHODS = [
  { method: 'qr', icon: Camera },
  { method: 'words', icon: MessagesSquare },
  { method: 'hex', icon: Hash },
] as const;
type Method = Compared['method'];

/**
 * Ways to compare the key of a person on another way than through the server. Nothing changes unless it is the same. Who shows it gives
 * the key as `key`: a server that shows another one in the middle of it must not get the press that was meant for the one before.
 */
export function VerifyPerson({ person }: { readonly person: Person }) {
  const t = useTranslations('sharing.verify');
  const toast = useToast();
  const id = useId();
  const [method, setMethod] = useState<Method>();
  const { accountId, name } = person;
  const { mutate, isPending, error, reset } = useAct(
    async (acts, compared: Compared) => {
      await acts.verifyPerson(accountId, compared);
      // What shows a verified person is another page than this one.
      toast({ text: t('done', { name }) });
    },
    { changes: ['people', 'elements'] },
  );
  const choose = (next: Method | undefined) => {
    reset();
    setMethod(next);
  };
  const compare = (value: string) => {
    if (!method) return;
    mutate({ method, value }, { onSuccess: () => setMethod(undefined) });
  };
  const problem = error ? problemOf(error) : undefined;
  return (
    <div className="space-y-4">
      <p className="max-w-prose text-muted">{t('why', { name })}</p>
      <div role="group" aria-label={t('methods')} className="flex flex-wrap gap-2">
        {METHODS.map(({ method: way, icon: Icon }) => (
          <Button
            key={way}
            look="secondary"
            aria-expanded={method === way}
            aria-controls={id}
            className="aria-expanded:border-accent aria-expanded:bg-accent-soft"
            onClick={() => choose(method === way ? undefined : way)}
          >
            <Icon aria-hidden className="size-4" />
            {t(`ways.${way}`)}
          </Button>
        ))}
      </div>
      <div id={id} className="space-y-4 empty:hidden">
        {problem?.code === 'E_NOT_VERIFIED' && <NotVerified problem={problem} name={name} onRetry={reset} />}
        {problem && problem.code !== 'E_NOT_VERIFIED' && <ProblemNotice problem={problem} onRetry={reset} />}
        {method === 'qr' &&
          !problem &&
          (isPending ? (
            <p role="status">{t('comparing')}</p>
          ) : (
            <VerifyCamera name={name} onCode={compare} onWords={() => choose('words')} />
          ))}
        {method === 'words' && <VerifyWords person={person} isBusy={isPending} onMatch={compare} />}
        {method === 'hex' && <VerifyHex name={name} isBusy={isPending} onTyped={compare} />}
      </div>
    </div>
  );
}
