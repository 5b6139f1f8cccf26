'use client';
import type { OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { allergyValues } from '../../fhir/allergy-form.ts';
import { medicationValues } from '../../fhir/medication-form.ts';
import { vitalValues } from '../../fhir/vital-form.ts';
import { readJson } from '../../fhir/written-json.ts';
import { AllergyForm } from './allergy-form.tsx';
import { MedicationForm } from './medication-form.tsx';
import { NoteForm } from './note-form.tsx';
import { RawForm } from './raw-form.tsx';
import { useSaveEdit } from './saving.ts';
import { VitalForm } from './vital-form.tsx';

/** Behind the element id in the address of the page: edit the content as it is stored. */
export const RAW = 'raw';

/** The short form of an element where one fits, else its content as it is stored. */
export function EditForm({ opened, isRaw, back }: { readonly opened: OpenedElement; readonly isRaw: boolean; readonly back: string }) {
  const t = useTranslations('write.edit');
  const saving = useSaveEdit(opened);
  const pathOf = usePaths();
  const { schema, title, body } = opened;
  const resource = schema.startsWith('fhir/') ? readJson(body) : undefined;
  if (!schema.startsWith('fhir/')) return <NoteForm initial={{ title, text: body }} saving={saving} back={back} />;

  const vital = resource && vitalValues(resource);
  const medication = resource && medicationValues(resource);
  const allergy = resource && allergyValues(resource);
  const hasForm = vital !== undefined || medication !== undefined || allergy !== undefined;
  if (isRaw || !resource || !hasForm) return <RawForm initial={{ title, body }} saving={saving} back={back} />;
  return (
    <>
      {vital && <VitalForm former={{ values: vital, resource }} saving={saving} back={back} />}
      {medication && <MedicationForm former={{ values: medication, resource }} saving={saving} back={back} />}
      {allergy && <AllergyForm former={{ values: allergy, resource }} saving={saving} back={back} />}
      <div className="mt-4">
        <ButtonLink look="quiet" href={pathOf('record/edit', `${opened.elementId}/${RAW}`)}>
          {t('raw')}
        </ButtonLink>
      </div>
    </>
  );
}
