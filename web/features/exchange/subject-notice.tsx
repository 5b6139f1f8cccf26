'use client';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../client/formats.ts';
import { Notice } from '../../components/ui/notice.tsx';
import type { ImportPreview } from '../../worker/acts/exchange.ts';

/** Whose record a file is: a word of warning where it names somebody else, or more than one person. */
export function SubjectNotice({ preview: { report, isSomebodyElse } }: { readonly preview: ImportPreview }) {
  const t = useTranslations('exchange.subject');
  const format = useFormats();
  const { subjects, patients } = report;
  const people = Math.max(subjects.length, patients);
  if (people > 1) {
    return (
      <Notice kind="warn" title={t('several.title', { count: people })}>
        {subjects.length > 0 && <p>{t('several.names', { names: format.list(subjects) })}</p>}
        <p>{t('several.todo')}</p>
      </Notice>
    );
  }
  const [name] = subjects;
  if (name === undefined) return <p className="text-muted">{t('nobody')}</p>;
  if (!isSomebodyElse) return <p>{t('person', { name })}</p>;
  return (
    <Notice kind="warn" title={t('other.title', { name })}>
      <p>{t('other.todo')}</p>
    </Notice>
  );
}
