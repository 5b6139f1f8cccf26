'use client';
import type { Choice, ConflictField } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Radio } from '../../components/ui/controls.tsx';
import { FieldValue } from '../reading/field-value.tsx';
import { usePathLabel } from '../reading/words.ts';

interface ConflictFieldChoiceProps {
  readonly field: ConflictField;
  /** Both changes are the person's own, of two devices or tabs. */
  readonly isSelf: boolean;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
}

const SAME_PERSON = { mine: 'here', theirs: 'there' } as const;
const SIDES = ['mine', 'theirs'] as const;

/** One part that both changed: what it was, and the two that it can become. */
export function ConflictFieldChoice({ field, isSelf, choice, onChoose }: ConflictFieldChoiceProps) {
  const t = useTranslations('element.conflicts');
  const labelOf = usePathLabel();
  const name = useId();
  const { path, before } = field;
  return (
    <fieldset className="min-w-0 space-y-3 rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <legend className="float-left mb-2 w-full text-lg font-semibold break-words">{labelOf(path)}</legend>
      <div className="clear-left">
        <p className="text-sm text-muted">{t('before')}</p>
        <Side path={path} value={before} />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        {SIDES.map((side) => (
          <div key={side} className="min-w-0 rounded-xl border border-edge p-3 has-checked:border-accent has-checked:bg-accent-soft">
            <Radio
              name={name}
              label={<span className="font-medium">{t(isSelf ? SAME_PERSON[side] : side)}</span>}
              aria-describedby={`${name}-${side}`}
              checked={choice === side}
              onChange={() => onChoose(side)}
            />
            <div id={`${name}-${side}`} className="pl-8">
              <Side path={path} value={field[side]} />
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function Side({ path, value }: { readonly path: string; readonly value: string | undefined }) {
  const t = useTranslations('element.changes');
  return (
    <div className="break-words whitespace-pre-wrap">
      {value === undefined ? <span className="text-muted italic">{t('nothing')}</span> : <FieldValue path={path} value={value} />}
    </div>
  );
}
