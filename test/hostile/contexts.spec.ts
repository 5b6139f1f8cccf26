import { describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { declareRows } from './harness/declare.ts';
import { outcomeOf } from './harness/trial.ts';
import { contexts } from './rows/h26-contexts.ts';
import { statementKinds } from './rows/statement-kinds.ts';

declareRows(contexts);

describe('H26: statements of all kinds, each shown as each', () => {
  it('are accepted as what they are and as nothing else', async () => {
    const kinds = await statementKinds();
    const accepted: string[] = [];
    const refusals = new Set<string>();
    for (const { name: expected, read } of kinds) {
      for (const { name, statement } of kinds) {
        const outcome = await outcomeOf(() => read(statement));
        if (outcome === 'done') accepted.push(`${name} as ${expected}`);
        else refusals.add(outcome);
      }
    }
    expect(accepted).toEqual(kinds.map(({ name }) => `${name} as ${name}`));
    // Within one context it is the place in the chain that tells them apart.
    expect([...refusals].sort()).toEqual(['E_CONTEXT', 'E_FORMAT', 'E_ROLLBACK']);
    printFigure('context matrix', `${kinds.length} x ${kinds.length} kinds of statements`, `${accepted.length} accepted`, 'the diagonal');
  });
});
