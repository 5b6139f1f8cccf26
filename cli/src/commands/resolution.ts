import { SealchartError } from '@sealchart/protocol';
import type { Choice, Conflict, Resolution } from '@sealchart/sdk';

export interface ResolutionOptions {
  readonly mine?: boolean;
  readonly theirs?: boolean;
  /** `path=mine` or `path=theirs`. */
  readonly take?: readonly string[];
}

/** True where the options choose something. */
export function isChoosing({ mine, theirs, take }: ResolutionOptions): boolean {
  return mine === true || theirs === true || take !== undefined;
}

/** Refuses options that mean nothing, or not one thing. `E_USAGE`. */
export function parseResolution({ mine, theirs, take = [] }: ResolutionOptions): Resolution {
  if (mine === true && theirs === true) throw new SealchartError('E_USAGE', { detail: 'give either --mine or --theirs' });
  const fields = new Map<string, Choice>();
  for (const text of take) {
    const [, path, choice] = /^(.+)=(mine|theirs)$/s.exec(text) ?? [];
    if (path === undefined || choice === undefined) {
      throw new SealchartError('E_USAGE', { detail: '--take is a part and a choice, such as --take title=mine or --take text=theirs' });
    }
    if (fields.has(path)) throw new SealchartError('E_USAGE', { detail: `--take chooses ${path} twice` });
    fields.set(path, choice === 'mine' ? 'mine' : 'theirs');
  }
  const all: Choice | undefined = mine === true ? 'mine' : theirs === true ? 'theirs' : undefined;
  return { ...(all === undefined ? {} : { all }), ...(fields.size === 0 ? {} : { fields: Object.fromEntries(fields) }) };
}

/** Refuses parts that are not in conflict, and parts that are and got no choice. `E_USAGE`. */
export function requireComplete({ all, fields = {} }: Resolution, conflict: Conflict): void {
  const paths = conflict.fields.map(({ path }) => path);
  const strange = Object.keys(fields).find((path) => !paths.includes(path));
  if (strange !== undefined) {
    throw new SealchartError('E_USAGE', { detail: `"${strange}" is not in conflict here, but ${paths.join(', ')}` });
  }
  const left = all === undefined ? paths.filter((path) => !Object.hasOwn(fields, path)) : [];
  if (left.length > 0)
    throw new SealchartError('E_USAGE', { detail: `choose for ${left.join(', ')} too: --take, or --mine or --theirs for the rest` });
}
