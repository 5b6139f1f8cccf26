import type { DirectoryEntry, ElementView } from '@sealchart/protocol';
import type { Hostility } from '../../stories/support/people.ts';
import type { Actor } from '../harness/stage.ts';

/** Answers whose path holds `path`, changed; undefined leaves one alone. */
export const answersAt =
  <T>(path: string, change: (answer: T) => unknown): Hostility =>
  (request, answer) =>
    new URL(request.url).pathname.includes(path) ? change(answer as T) : undefined;

/** An element as it is read by itself. */
export const onElement = (change: (view: ElementView) => unknown): Hostility => answersAt('/v1/elements/elm_', change);

/** The content of an element, where the answer has one. */
export const onContent = (change: (content: NonNullable<ElementView['content']>) => object): Hostility =>
  onElement((view) => ({ ...view, content: view.content && { ...view.content, ...change(view.content) } }));

/** Entries of the directory, by account id and by address. */
export const onEntry =
  (change: (entry: DirectoryEntry) => DirectoryEntry): Hostility =>
  ({ url }, answer) => {
    const { pathname } = new URL(url);
    if (pathname.endsWith('/directory/lookup')) return change(answer as DirectoryEntry);
    if (!pathname.includes('/directory/')) return undefined;
    const { entries, ...rest } = answer as { entries: DirectoryEntry[] };
    return { ...rest, entries: entries.map(change) };
  };

/** What the server answers to somebody who may read this element. */
export const viewOf = (reader: Actor, elementId: string): Promise<ElementView> =>
  viewAnswered(reader, elementId, () => reader.client.open(elementId));

/** What an act was answered about an element. */
export async function viewAnswered(reader: Actor, elementId: string, act: () => Promise<unknown>): Promise<ElementView> {
  const from = reader.traffic.exchanges.length;
  await act();
  const { response } = reader.traffic.exchanges.slice(from).findLast(({ request }) => request.url.includes(elementId)) ?? {};
  if (!response) throw new Error('the element was not asked for');
  return JSON.parse(response.body) as ElementView;
}
