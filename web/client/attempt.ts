'use client';
import { useCallback, useRef, useState } from 'react';
import type { Problem } from '../worker/problem.ts';
import { problemOf } from './refused-act.ts';

/** Something that is tried once at a time, such as a password. Unlike `useAct`, nothing of what was given is remembered. */
export interface Attempt<Input> {
  /** Resolves when it ended; true when it was not refused. */
  readonly run: (input: Input) => Promise<boolean>;
  readonly isBusy: boolean;
  /** Why the last one was refused. */
  readonly problem: Problem | undefined;
  readonly forget: () => void;
}

export function useAttempt<Input = void>(act: (input: Input) => Promise<void>): Attempt<Input> {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const isRunning = useRef(false);
  const run = async (input: Input): Promise<boolean> => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await act(input);
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  const forget = useCallback(() => setProblem(undefined), []);
  return { run, isBusy, problem, forget };
}
