'use client';
import { useTranslations } from 'next-intl';
import { conceptText } from '../../fhir/concepts.ts';
import type { Measured } from '../../fhir/measured.ts';
import { usePhraseWords } from './words.ts';

/** What an observation measured: one large number, or a table of them. */
export function MeasuredValues({ values }: { readonly values: readonly Measured[] }) {
  const t = useTranslations('element.measured');
  const words = usePhraseWords();
  const [only] = values;
  if (values.length === 1 && only) {
    return (
      <div>
        <p className="text-3xl font-semibold break-words tabular-nums">{only.value}</p>
        {only.range !== '' && <p className="text-muted">{t('rangeOf', { range: only.range })}</p>}
        {only.judgement !== undefined && <p className="font-medium">{words.code(conceptText(only.judgement))}</p>}
      </div>
    );
  }
  const hasRange = values.some(({ range, judgement }) => range !== '' || judgement !== undefined);
  return (
    <table className="w-full text-left">
      <thead className="text-sm text-muted">
        <tr>
          <th scope="col" className="py-1 pr-3 font-medium">
            {t('name')}
          </th>
          <th scope="col" className="py-1 pr-3 font-medium">
            {t('value')}
          </th>
          {hasRange && (
            <th scope="col" className="py-1 font-medium">
              {t('range')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {values.map(({ name, value, range, judgement }, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- components have no identity but their place
          <tr key={place} className="border-t border-line align-top">
            <th scope="row" className="py-2 pr-3 font-normal break-words">
              {name}
            </th>
            <td className="py-2 pr-3 text-lg font-semibold break-words tabular-nums">{value}</td>
            {hasRange && (
              <td className="py-2 break-words text-muted">
                {[range, judgement === undefined ? '' : words.code(conceptText(judgement))].filter(Boolean).join(', ')}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
