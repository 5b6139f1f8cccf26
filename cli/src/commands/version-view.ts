import type { ElementVersion } from '@sealchart/sdk';
import { amountOf } from '../terminal/amount.ts';
import type { Style } from '../terminal/style.ts';
import { accessWords } from './access-view.ts';

export interface VersionNames {
  /** Who wrote a version, with what is proven about them. */
  readonly nameOf: (accountId: string) => string;
  readonly style: Style;
}

/** Versions of an element, the newest first: when, who, and below it what became different. */
export function versionLines(versions: readonly ElementVersion[], { nameOf, style }: VersionNames): string[] {
  const width = String(versions[0]?.version ?? 1).length;
  return versions.flatMap((version) => [
    `${style.bold(String(version.version).padStart(width))}  ${version.authoredAt}  ${nameOf(version.author)}, ${style.good('signature proven')}`,
    ...whatWords(version, nameOf).map((what) => `${' '.repeat(width)}    - ${what}`),
  ]);
}

/** What one version brought. */
export function whatWords(version: ElementVersion, nameOf: (accountId: string) => string): string[] {
  const { kind, addenda, access, isReadable } = version;
  // Whoever writes the first version is its owner: nobody let them in.
  const told = access.filter(({ accountId }) => version.version > 1 || accountId !== version.author);
  const words = [
    ...(kind === 'content' && addenda === 0 ? [version.version === 1 ? 'written' : 'new content'] : []),
    ...(addenda === 0 ? [] : [amountOf(addenda, 'addendum', 'addenda')]),
    ...told.map((change) => accessWords(change, nameOf(change.accountId))),
  ];
  const what = words.length === 0 ? ['nothing that shows'] : words;
  return kind === 'content' && !isReadable ? [...what, 'its content is not open to you'] : what;
}
