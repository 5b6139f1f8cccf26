import type { Grant, Outcome, PersonElement, SealchartClient } from '@sealchart/sdk';
import { toProblem } from '../problem.ts';
import type { AccessResult, AccessUndo, FormerTerms } from './sharing-types.ts';

/** Changes what one person may do with entries, and says how to take that back. Throws as the change does. */
export async function changeAccess(
  client: SealchartClient,
  accountId: string,
  change: () => Promise<readonly Outcome[]>,
): Promise<AccessResult> {
  const before = new Map((await client.seenBy(accountId)).map((access) => [access.element.elementId, access]));
  const titles = new Map((await client.list()).map(({ elementId, title }) => [elementId, title]));
  const outcomes = await change();
  const good = outcomes.filter(({ ok }) => ok).map(({ elementId }) => elementId);
  const refused = outcomes.flatMap((outcome) =>
    outcome.ok ? [] : [{ elementId: outcome.elementId, title: titles.get(outcome.elementId) ?? '', problem: toProblem(outcome.error) }],
  );
  const isFresh = (elementId: string): boolean => before.get(elementId)?.hasEnded !== false;
  const undo: AccessUndo = {
    accountId,
    fresh: good.filter(isFresh),
    former: good.flatMap((elementId) => {
      const access = before.get(elementId);
      return access && !access.hasEnded ? formerTerms(access) : [];
    }),
  };
  return { changed: good.length, refused, undo };
}

/** Takes a change of access back; gives how many entries refused it. */
export async function undoAccess(client: SealchartClient, { accountId, fresh, former }: AccessUndo): Promise<number> {
  const outcomes: Outcome[] = [];
  if (fresh.length > 0) outcomes.push(...(await client.revoke(fresh, accountId)));
  const groups = Map.groupBy(former, ({ grant }) => JSON.stringify(grant));
  for (const [, group] of groups) {
    const [first] = group;
    const ids = group.map(({ elementId }) => elementId);
    if (first) outcomes.push(...(await client.share(ids, accountId, first.grant)));
  }
  return outcomes.filter(({ ok }) => !ok).length;
}

/** The owner of a record is no grant. */
function formerTerms({ element, role, until, history }: PersonElement): FormerTerms[] {
  if (role === 'owner') return [];
  const grant: Required<Grant> = { role, until: until ?? null, history };
  return [{ elementId: element.elementId, grant }];
}
