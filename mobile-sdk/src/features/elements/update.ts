import { SealchartError, atLeast, hasEnded, roleAt } from '@sealchart/protocol';
import type { Draft, Outcome } from '../../client-api.ts';
import type { ElementsContext } from './context.ts';
import { proveElement } from './opening.ts';
import { knownElement, readElement } from './reading.ts';
import { attempt } from './refusal.ts';
import { sealContent } from './seal.ts';
import { sendWrites } from './writing.ts';

/**
 * Writes a new content version: new session key, key packets for the whole audience by certificates that were just held
 * against the directory. Addenda and the place in an imported file stay; open fields too unless the draft names others.
 * A conflict is an outcome and not tried again, so that nobody's edit is lost.
 */
export async function updateElement(context: ElementsContext, elementId: string, draft: Draft): Promise<Outcome> {
  const { session, directory } = context;
  const sealed = await attempt(async () => {
    const known = await knownElement(session, elementId);
    const { stored, content } = await proveElement(context, await readElement(session, { elementId, known }), known);
    const now = session.ports.clock.now();
    const { audience } = stored.state;
    const role = roleAt(audience, session.account.accountId, now);
    if (!role || !atLeast(role, 'editor')) throw new SealchartError('E_RIGHT', { detail: `${role ?? 'no reader'} of this element` });
    const readers = await directory.recipients(audience.filter((entry) => !hasEnded(entry, now)).map((entry) => entry.principal));
    const { schema, title, body, open = stored.summary.open } = draft;
    const { addenda, source } = content;
    return sealContent(session, { before: stored }, { schema, title, body, open, addenda, source }, readers);
  });
  if (!sealed.ok) return { elementId, ok: false, error: sealed.error };
  const [outcome] = await sendWrites(session, [sealed.value]);
  return outcome ?? { elementId, ok: false, error: new SealchartError('E_ANSWER') };
}
