import type { AudienceEntry, ElementManifest } from '@sealchart/protocol';
import { entryOf, equalBytes, jcsBytes } from '@sealchart/protocol';
import type { ElementVersion } from '../../client-api/history.ts';
import type { AccessChange, AccessTerms } from '../../client-api/history.ts';
import { replayChain } from './chain-replay.ts';
import type { ElementsContext } from './context.ts';

/** Every version of an element, newest first, each author proven by the chain from its beginning. `E_ERASED`, `E_ROLLBACK`. */
export async function historyOf(context: ElementsContext, elementId: string): Promise<ElementVersion[]> {
  const { versions, packets } = await replayChain(context, elementId);
  return versions
    .map(({ value, stored: { state } }, i): ElementVersion => {
      const before = versions[i - 1];
      return {
        version: state.version,
        kind: value.kind === 'content' ? 'content' : 'access',
        contentVersion: state.content.contentVersion,
        author: value.author.account,
        authoredAt: value.authoredAt,
        access: accessChanges(before?.value, value),
        addenda: state.content.addenda.count - (before?.stored.state.content.addenda.count ?? 0),
        isReadable: packets.has(state.content.contentVersion),
      };
    })
    .toReversed();
}

/** Whose terms a version changed, in the order of audiences. What moves with a key alone is no change of terms. */
function accessChanges(before: ElementManifest | undefined, after: ElementManifest): AccessChange[] {
  const audiences = [before?.audience ?? [], after.audience];
  const accountIds = [...new Set(audiences.flat().map(({ principal }) => principal))].sort();
  return accountIds.flatMap((accountId): AccessChange[] => {
    const [former, latter] = audiences.map((audience) => termsOf(entryOf(audience, accountId)));
    if (former && latter && equalBytes(jcsBytes(former), jcsBytes(latter))) return [];
    return [{ accountId, ...(former ? { before: former } : {}), ...(latter ? { after: latter } : {}) }];
  });
}

function termsOf(entry: AudienceEntry | undefined): AccessTerms | undefined {
  if (!entry) return undefined;
  const { role, until, history } = entry;
  return { role, ...(until === undefined ? {} : { until }), ...(history === undefined ? {} : { history }) };
}
