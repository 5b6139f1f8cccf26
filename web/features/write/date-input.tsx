'use client';
import type { ComponentProps } from 'react';
import { useState } from 'react';
import { TextInput } from '../../components/ui/controls.tsx';

interface DateInputProps extends Omit<ComponentProps<'input'>, 'type'> {
  /** What stands there first: a year or a month alone is typed, because the browser's calendar knows days only. */
  readonly initial: string;
}

/** A day of the calendar, or a date as exact as it is known. */
export function DateInput({ initial, ...rest }: DateInputProps) {
  const [isPartial] = useState(initial !== '' && initial.length < 10);
  return (
    <TextInput
      {...rest}
      type={isPartial ? 'text' : 'date'}
      inputMode={isPartial ? 'numeric' : undefined}
      max={isPartial ? undefined : '9999-12-31'}
    />
  );
}
