import { describe, expect, it, jest } from '@jest/globals';
import type { ImportReport } from '@sealchart/sdk';
import { RefusedAct } from '../../client/refused-act.ts';
import type { Problem } from '../../worker/problem.ts';
import { ImportRunner } from './import-runner.ts';

const report = { importId: 'i', total: 1, imported: 1 } as ImportReport;
const file = (name: string) => new File(['{}'], name);

/** A worker whose imports end as they are told, one after another. */
const workerThat = (...ends: readonly (Problem | 'done')[]) => {
  const left = [...ends];
  return {
    imports: [] as string[],
    previewImport: async () => ({ report, isSomebodyElse: false }),
    async importFile({ name }: File) {
      this.imports.push(name);
      const end = left.shift();
      if (end !== 'done') throw new RefusedAct(end ?? { code: 'E_UNEXPECTED' });
      return report;
    },
    pauseImport: async () => undefined,
    endImport: async () => undefined,
  };
};

const started = async (worker: ReturnType<typeof workerThat>, ...names: readonly string[]) => {
  let changes = 0;
  const runner = new ImportRunner(worker as unknown as ConstructorParameters<typeof ImportRunner>[0], () => (changes += 1));
  await runner.choose(names.map(file));
  await runner.start({ identical: 'skip', changed: 'skip' });
  return { runner, changes: () => changes };
};

describe('an import that is stopped', () => {
  it('waits where it passes, and goes on when the network is back', async () => {
    const { runner, changes } = await started(workerThat({ code: 'E_NETWORK' }, 'done'), 'a');
    expect(runner.state()).toMatchObject({ step: 'import', motion: 'waiting', problem: { code: 'E_NETWORK' } });
    await runner.networkIsBack();
    expect(runner.state()).toMatchObject({ step: 'report', report });
    expect(changes()).toBe(2);
  });

  it('tries again by itself, further and further apart', async () => {
    jest.useFakeTimers();
    try {
      const worker = workerThat({ code: 'E_UNAVAILABLE' }, { code: 'E_UNAVAILABLE' }, 'done');
      const { runner } = await started(worker, 'a');
      await jest.advanceTimersByTimeAsync(2_000);
      expect(worker.imports).toHaveLength(2);
      await jest.advanceTimersByTimeAsync(3_900);
      expect(worker.imports).toHaveLength(2);
      await jest.advanceTimersByTimeAsync(100);
      expect(runner.state()).toMatchObject({ step: 'report' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('waits for the person where nothing passes, and goes on behind a new log-in alone', async () => {
    const worker = workerThat({ code: 'E_QUOTA' }, { code: 'E_UNAUTHENTICATED' }, 'done');
    const { runner } = await started(worker, 'a');
    expect(runner.state()).toMatchObject({ motion: 'stopped', problem: { code: 'E_QUOTA' } });
    await runner.networkIsBack();
    await runner.loggedIn();
    expect(worker.imports).toHaveLength(1);
    await runner.goOn();
    expect(runner.state()).toMatchObject({ motion: 'stopped', problem: { code: 'E_UNAUTHENTICATED' } });
    await runner.loggedIn();
    expect(runner.state()).toMatchObject({ step: 'report' });
  });

  it('is over when the person ends it', async () => {
    const worker = workerThat({ code: 'E_NETWORK' });
    const { runner } = await started(worker, 'a');
    await runner.end();
    await runner.networkIsBack();
    expect(runner.state()).toEqual({ step: 'choose' });
    expect(worker.imports).toHaveLength(1);
  });
});

describe('several files', () => {
  it('come one after another', async () => {
    const worker = workerThat('done', 'done');
    const { runner } = await started(worker, 'a', 'b');
    await runner.next();
    expect(runner.state()).toMatchObject({ step: 'preview', file: { name: 'b' } });
    await runner.start({ identical: 'skip', changed: 'skip' });
    await runner.next();
    expect(worker.imports).toEqual(['a', 'b']);
    expect(runner.state()).toEqual({ step: 'choose' });
  });
});
