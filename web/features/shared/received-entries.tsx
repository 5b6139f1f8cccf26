'use client';
import { Inbox } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useState } from 'react';
import { usePaths } from '../../client/paths.ts';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { Select, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import type { ViewFilter } from '../../worker/view/view-types.ts';
import { ElementList } from '../record/element-list.tsx';
import { useKindName } from '../record/kind-names.ts';
import type { Kind } from '../record/kinds.ts';
import { KINDS } from '../record/kinds.ts';
import { seriesFragment } from '../record/record-place.ts';
import { Measurements } from '../record/series/measurements.tsx';
import { useView } from '../record/view.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { sharedFragment } from './shared-place.ts';

/** All that one person shares, newest first, to be narrowed by kind and by words. */
export function ReceivedEntries({ accountId, kind }: { readonly accountId: string; readonly kind: Kind | undefined }) {
  const t = useTranslations('sharing.received');
  const kindName = useKindName();
  const paths = usePaths();
  const router = useRouter();
  const partPath = (part: string) => paths('shared', sharedFragment(accountId, part));
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  const filter: ViewFilter = { recordId: accountId, ...(kind && { kind }), ...(text !== '' && { text }) };
  const view = useView(filter);
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
            <Select value={kind ?? ''} onChange={({ target }) => router.replace(partPath(target.value), { scroll: false })} {...control}>
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
      {kind === 'measurements' ? (
        <Measurements filter={filter} view={view} label={t('list')} pathOf={(key) => partPath(seriesFragment(key))} />
      ) : (
        <ElementList view={view} label={t('list')} />
      )}
    </section>
  );
}
