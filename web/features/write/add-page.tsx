'use client';
import { Activity, Braces, NotebookPen, Pill, TriangleAlert, Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useFragment } from '../../client/fragment.ts';
import { usePaths } from '../../client/paths.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { AllergyForm } from './allergy-form.tsx';
import { MedicationForm } from './medication-form.tsx';
import { NoteForm } from './note-form.tsx';
import { RawForm } from './raw-form.tsx';
import { useSaveNew } from './saving.ts';
import { VitalForm } from './vital-form.tsx';

const FORMS = [
  { name: 'note', icon: NotebookPen, Form: NoteForm },
  { name: 'vital', icon: Activity, Form: VitalForm },
  { name: 'medication', icon: Pill, Form: MedicationForm },
  { name: 'allergy', icon: TriangleAlert, Form: AllergyForm },
  { name: 'raw', icon: Braces, Form: RawForm },
] as const;

/** What somebody can write, and the short form of the one that they chose. */
export function AddPage() {
  const t = useTranslations('write');
  const pathOf = usePaths();
  const chosen = useFragment();
  const saving = useSaveNew();
  const form = FORMS.find(({ name }) => name === chosen);
  if (form) {
    const { name, Form } = form;
    return (
      <>
        <PageHeader back={pathOf('record/add')} title={t(`forms.${name}.title`)} />
        <Form key={name} saving={saving} back={pathOf('record/add')} />
      </>
    );
  }
  return (
    <>
      <PageHeader back={pathOf('record')} title={t('title')} intro={t('intro')} />
      <ul className="grid max-w-3xl gap-3 sm:grid-cols-2">
        {FORMS.filter(({ name }) => name !== 'raw').map(({ name, icon }) => (
          <Choice
            key={name}
            href={pathOf('record/add', name)}
            icon={icon}
            title={t(`forms.${name}.title`)}
            text={t(`forms.${name}.text`)}
          />
        ))}
        <Choice href={pathOf('record/import')} icon={Upload} title={t('import.title')} text={t('import.text')} />
        <Choice href={pathOf('record/add', 'raw')} icon={Braces} title={t('forms.raw.title')} text={t('forms.raw.text')} />
      </ul>
    </>
  );
}

interface ChoiceProps {
  readonly href: string;
  readonly icon: typeof Pill;
  readonly title: string;
  readonly text: string;
}

function Choice({ href, icon: Icon, title, text }: ChoiceProps) {
  return (
    <li>
      <Link prefetch={false} href={href} className="flex h-full gap-4 rounded-2xl border border-line bg-surface p-4 hover:border-accent">
        <Icon aria-hidden className="mt-0.5 size-6 shrink-0 text-accent" />
        <span>
          <span className="block font-semibold">{title}</span>
          <span className="block text-sm text-muted">{text}</span>
        </span>
      </Link>
    </li>
  );
}
