'use client';
import { Inbox } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { Select, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ElementList } from '../record/element-list.tsx';
import { useKindName } from '../record/kind-names.ts';
import { KINDS } from '../record/kinds.ts';
import { useView } from '../record/view.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';

/** All that one person shares, newest first, to be narrowed by kind and by words. */
export function ReceivedEntries({ accountId }: { readonly accountId: string }) {
  const t = useTranslations('sharing.received');
  const kindName = useKindName();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  const text = useDeferredValue(typed.trim());
  const kind = KINDS.find((each) => each === chosen);
  const view = useView({ recordId: accountId, ...(kind && { kind }), ...(text !== '' && { text }) });
  const { head, problem, retry } = view;
  if (problem) return <ProblemNotice problem={problem} onRetry={retry} />;
  if (!head) return <Spinner />;
  if (head.all === 0) {
    return (
      <EmptyState icon={Inbox} title={t('nothing.title')}>
        <p>{t('nothing.text')}</p>
      </EmptyState>
    );
  }
  return (
    <section aria-label={t('list')} className="space-y-3">
      <div role="search" className="grid gap-3 sm:grid-cols-2">
        <Field label={t('search')}>
          {(control) => (
            <TextInput
              type="search"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
              {...control}
            />
          )}
        </Field>
        <Field label={t('kind')}>
          {(control) => (
            <Select value={chosen} onChange={({ target }) => setChosen(target.value)} {...control}>
              <option value="">{t('allKinds')}</option>
              {KINDS.filter((each) => head.counts[each] > 0 || each === kind).map((each) => (
                <option key={each} value={each}>
                  {kindName(each)} ({head.counts[each]})
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <p role="status" className="text-sm text-muted">
        {t('entries', { count: head.total })}
      </p>
      <ElementList view={view} label={t('list')} />
    </section>
  );
}
