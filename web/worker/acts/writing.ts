import { NAME_CHARACTERS, SealchartError, utf8 } from '@sealchart/protocol';
import type { Draft, FhirEntry, FhirProblem, OpenedElement, Outcome, ResourceSummary } from '@sealchart/sdk';
import { readFhir, summarizeResource } from '@sealchart/sdk';
import type { Host } from '../host.ts';
import type { Plain } from '../problem.ts';
import { toPlain } from '../problem.ts';

/** What a person wrote: a note, or a resource as JSON text. */
export type Written =
  | { readonly kind: 'note'; readonly title: string; readonly text: string }
  | { readonly kind: 'resource'; readonly body: string; /** Instead of the one that the resource says. */ readonly title?: string };

export interface WritingActs {
  /** What a list would call a resource. `E_FHIR` with what is wrong for anything that is none. */
  checkResource(body: string): Promise<ResourceSummary>;
  /** `E_FHIR`, `E_USAGE` for a note without text; refusals of the server are outcomes. */
  write(written: Written): Promise<Plain<Outcome>>;
  /** A new content of an element that was opened; a title that a person gave it stays. `E_USAGE` for a resource of another type. */
  rewrite(
    opened: Pick<OpenedElement, 'elementId' | 'contentVersion' | 'title' | 'body' | 'schema' | 'open'>,
    written: Written,
  ): Promise<Plain<Outcome>>;
}

/** Characters of a note's first line that become its title. */
const TITLE_CHARACTERS = 80;

export function writingActs(host: Host): WritingActs {
  return {
    checkResource,
    async write(written) {
      const draft = await draftOf(written);
      const [outcome] = await (await host.client()).create([draft]);
      if (!outcome) throw new SealchartError('E_UNEXPECTED', { detail: 'the act gave no result' });
      return toPlain(outcome);
    },
    async rewrite({ elementId, contentVersion, title, body, schema, open }, written) {
      const draft = await draftOf(written);
      if (draft.schema !== schema) throw new SealchartError('E_USAGE', { detail: 'an element keeps its type' });
      const isGiven = written.kind === 'resource' && written.title === undefined && title !== summarizeResource(body).title;
      const client = await host.client();
      return toPlain(await client.update(elementId, { ...draft, open, ...(isGiven && { title }) }, { base: contentVersion }));
    },
  };
}

async function checkResource(body: string): Promise<ResourceSummary> {
  const items: (FhirEntry | FhirProblem)[] = [];
  for await (const item of readFhir([utf8(body)])) items.push(item);
  const problems = items.filter((item) => item.kind === 'problem');
  const entry = items.find((item) => item.kind === 'entry');
  const summary = summarizeResource(body);
  if (problems.length > 0) {
    throw new SealchartError('E_FHIR', { issues: problems.map(({ path, reason }) => ({ path, message: reason })) });
  }
  if (!entry || summary.resourceType === 'Bundle') throw new SealchartError('E_FHIR', { detail: 'there is not one resource in it' });
  return summary;
}

async function draftOf(written: Written): Promise<Draft> {
  if (written.kind === 'resource') {
    const { resourceType, title } = await checkResource(written.body);
    return { schema: `fhir/R4/${resourceType}`, title: oneLine(written.title ?? '', NAME_CHARACTERS) || title, body: written.body };
  }
  const { title, text } = written;
  if (text.trim() === '') throw new SealchartError('E_USAGE', { detail: 'there is nothing in it' });
  return {
    schema: 'text/plain',
    title: oneLine(title, NAME_CHARACTERS) || oneLine(text.trim().split('\n', 1)[0] ?? '', TITLE_CHARACTERS),
    body: text,
  };
}

/** At most so many characters, without line breaks and other control characters. */
function oneLine(text: string, limit: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length <= limit
    ? line
    : `${line
        .slice(0, limit - 1)
        .trimEnd()
        .toWellFormed()}…`;
}
