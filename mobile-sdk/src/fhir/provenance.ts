import { isLoose, property } from './summary-text.ts';

/** System of the tag by which an export's own `Provenance` is known: imports leave it out. */
const TAG_SYSTEM = 'urn:sealchart:provenance';
const ACCOUNT_SYSTEM = 'urn:sealchart:account';
const PARTICIPANT = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
const AUTHOR = { coding: [{ system: PARTICIPANT, code: 'author', display: 'Author' }] };
const ENTERER = { coding: [{ system: PARTICIPANT, code: 'enterer', display: 'Enterer' }] };

/** What FHIR does not allow in its strings; a line break and a tab may stay. */
const CONTROL = /[^\P{Cc}\t\n\r\u007F-\u009F]/gu;

/** Whether the exporting account met the author's key: `self` for its own. */
export type AuthorCheck = 'self' | 'compared' | 'not-compared' | 'key-changed';

const CHECKS: Readonly<Record<AuthorCheck, string>> = {
  self: 'the author is the account that exported',
  compared: 'the author was compared in person by the account that exported',
  'not-compared': 'the author was not compared in person',
  'key-changed': 'the author has shown another key since, which nobody compared',
};

/** Who wrote something. The name is self-given. */
export interface ProvenAuthor {
  readonly accountId: string;
  readonly name: string;
}

/** A remark that an author signed. */
export interface ProvenRemark {
  readonly author: ProvenAuthor;
  /** `YYYY-MM-DDTHH:MM:SSZ`, as its author says. */
  readonly time: string;
  readonly text: string;
}

/** What an export tells of one resource. */
export interface ProvenanceFacts {
  /** `fullUrl` of the resource. */
  readonly target: string;
  readonly author: ProvenAuthor;
  /**
   * Whether the version that was signed brought an addendum: who signed it may have left the content alone, and is then not its author.
   * That would show in the history alone.
   */
  readonly hasRemarked: boolean;
  readonly check: AuthorCheck;
  /** `YYYY-MM-DDTHH:MM:SSZ`, as the author says. */
  readonly recorded: string;
  readonly remarks: readonly ProvenRemark[];
}

/** A FHIR R4 `Provenance` as JSON text: who wrote a resource, when, what was proven of that, and the addenda. */
export function provenanceOf({ target, author, hasRemarked, check, recorded, remarks }: ProvenanceFacts): string {
  const addenda = remarks.map(({ author: by, time, text }) => ({
    url: 'urn:sealchart:addendum',
    valueAnnotation: { authorReference: referenceOf(by), time, text: safe(text) },
  }));
  return JSON.stringify({
    resourceType: 'Provenance',
    meta: {
      tag: [
        { system: TAG_SYSTEM, code: 'signature-proven', display: 'the signature of the author was proven' },
        { system: TAG_SYSTEM, code: `author-${check}`, display: CHECKS[check] },
      ],
    },
    ...(addenda.length === 0 ? {} : { extension: addenda }),
    target: [{ reference: target }],
    recorded,
    agent: [{ type: hasRemarked ? ENTERER : AUTHOR, who: referenceOf(author) }],
  });
}

/** Whether a resource text is one of those: a `Provenance` with the tag. Throws on what is no JSON. */
export function isOwnProvenance(body: string): boolean {
  const resource: unknown = JSON.parse(body);
  const tags = property(property(resource, 'meta'), 'tag');
  const isTagged = Array.isArray(tags) && tags.some((tag: unknown) => isLoose(tag) && property(tag, 'system') === TAG_SYSTEM);
  return isTagged && property(resource, 'resourceType') === 'Provenance';
}

function referenceOf({ accountId, name }: ProvenAuthor) {
  const display = safe(name).trim();
  return { identifier: { system: ACCOUNT_SYSTEM, value: accountId }, ...(display === '' ? {} : { display }) };
}

function safe(text: string): string {
  return text.toWellFormed().replaceAll(CONTROL, '\uFFFD');
}
