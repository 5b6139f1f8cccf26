'use client';
import { useId } from 'react';

interface ChoicesProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly value: string;
  readonly onChoose: (value: Value) => void;
}

/** One of few, side by side; arrow keys go from one to the next. */
export function Choices<Value extends string>({ label, choices, value, onChoose }: ChoicesProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <legend className="pb-1 text-sm text-muted">{label}</legend>
      <div className="inline-flex flex-wrap rounded-lg border border-edge p-0.5">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex min-h-8 cursor-pointer items-center rounded-md px-3 text-sm has-checked:bg-accent has-checked:font-medium has-checked:text-on-accent has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name={name} className="sr-only" checked={choice.value === value} onChange={() => onChoose(choice.value)} />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
