'use client';
import type { ImportReport } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { Checkbox, Radio } from '../../components/ui/controls.tsx';
import { Details } from '../../components/ui/details.tsx';
import type { ImportPolicy } from '../../worker/acts/exchange.ts';
import { ShortList } from './short-list.tsx';

const WAYS = ['skip', 'update', 'add'] as const;

interface PolicyChoiceProps {
  readonly report: ImportReport;
  readonly policy: ImportPolicy;
  readonly onChange: (policy: ImportPolicy) => void;
}

/** What is done with entries that are in the record already; asked only where there are some. */
export function PolicyChoice({ report: { identical, changed }, policy, onChange }: PolicyChoiceProps) {
  const t = useTranslations('exchange.policy');
  return (
    <>
      {changed.length > 0 && (
        <fieldset className="space-y-1">
          <legend className="mb-1 font-medium">{t('changed', { count: changed.length })}</legend>
          {WAYS.map((way) => (
            <Radio
              key={way}
              name="changed"
              label={t(`${way}.label`)}
              hint={t(`${way}.hint`)}
              checked={policy.changed === way}
              onChange={() => onChange({ ...policy, changed: way })}
            />
          ))}
          <Details summary={t('which')}>
            <ShortList items={changed}>{({ title, resourceType }) => `${title} (${resourceType})`}</ShortList>
          </Details>
        </fieldset>
      )}
      {identical > 0 && (
        <Checkbox
          label={t('identical', { count: identical })}
          checked={policy.identical === 'add'}
          onChange={({ target }) => onChange({ ...policy, identical: target.checked ? 'add' : 'skip' })}
        />
      )}
    </>
  );
}
