import type { FhirEntry } from '../../fhir/items.ts';
import type { ResourceIdentity } from '../../fhir/resource-identity.ts';
import { FHIR_SCHEMA } from '../elements/content-opening.ts';
import type { ElementsContext } from '../elements/context.ts';
import type { ShownElement } from '../elements/stored-element.ts';
import { elementKey } from '../elements/stored-element.ts';
import { elementUrl } from './element-url.ts';
import { ownElements, provenElements } from './proven-elements.ts';

/** What an export makes of a note. */
const NOTE_TYPE = 'DocumentReference';

/** A resource that is in the record, or stood in the file before. */
export interface KnownResource {
  /** Absent for one that this very run has met and not yet sealed. */
  readonly elementId?: string;
  readonly title: string;
  readonly hash: string;
  readonly fullUrl?: string;
  /** It came with this file: another content under its name is no change of it, but one more resource. */
  readonly isOfFile: boolean;
}

/** How an entry of a file stands to the record. */
export type Standing =
  | { readonly kind: 'new' }
  | { readonly kind: 'identical' }
  | { readonly kind: 'changed'; readonly known: KnownResource & { readonly elementId: string } };

/**
 * The resources of the own record by type and name, and by type and content: made once from what the last sync knows, it answers
 * for each entry of a file in the same time however large the record is.
 *
 * [Note: Names of resources] Identical is what has the type, the `fullUrl` or id, and the canonical content of something that is there;
 * without any name, type and content. Changed is what has the name of something with other content. Two servers may both call a patient
 * `1`: under two different `fullUrl` the same id with other content is another resource, and comes in as a new one. So do entries of one file that share a
 * name: a file of several versions loses none.
 */
export class ResourceIndex {
  readonly #byName = new Map<string, KnownResource[]>();
  readonly #byContent = new Set<string>();

  /** Reads the record once. What an older release kept without hashes is read from the server and kept with them. */
  static async of(context: ElementsContext, importId: string): Promise<ResourceIndex> {
    const index = new ResourceIndex();
    for (const stored of await hashedElements(context)) index.#addElement(stored, importId);
    return index;
  }

  /** How an entry stands to the record and to what came before it in the file. */
  standing({ resourceType }: Pick<FhirEntry, 'resourceType'>, { id, fullUrl, hash }: ResourceIdentity): Standing {
    const named = [
      ...(fullUrl === undefined ? [] : (this.#byName.get(urlKey(resourceType, fullUrl)) ?? [])),
      ...(id === undefined ? [] : (this.#byName.get(idKey(resourceType, id)) ?? [])),
    ];
    const hasName = fullUrl !== undefined || id !== undefined;
    const isThere = hasName ? named.some((known) => known.hash === hash) : this.#byContent.has(contentKey(resourceType, hash));
    if (isThere) return { kind: 'identical' };
    const isOther = ({ fullUrl: url }: KnownResource): boolean => url !== undefined && fullUrl !== undefined && url !== fullUrl;
    const known = named.find((candidate) => !candidate.isOfFile && !isOther(candidate));
    return known?.elementId === undefined ? { kind: 'new' } : { kind: 'changed', known: { ...known, elementId: known.elementId } };
  }

  /** An entry of the file that comes in. `before`: what it takes the place of. */
  add({ resourceType }: Pick<FhirEntry, 'resourceType'>, { id, fullUrl, hash }: ResourceIdentity, before?: KnownResource): void {
    const url = before?.fullUrl ?? fullUrl;
    const known: KnownResource = {
      ...before,
      title: before?.title ?? '',
      hash,
      ...(url === undefined ? {} : { fullUrl: url }),
      isOfFile: true,
    };
    const keys = [
      ...(fullUrl === undefined ? [] : [urlKey(resourceType, fullUrl)]),
      ...(id === undefined ? [] : [idKey(resourceType, id)]),
    ];
    for (const key of keys) {
      const others = (this.#byName.get(key) ?? []).filter(({ elementId }) => elementId === undefined || elementId !== before?.elementId);
      this.#byName.set(key, [...others, known]);
    }
    this.#byContent.add(contentKey(resourceType, hash));
  }

  #addElement({ state: { elementId }, summary: { schema, title, source, resource } }: ShownElement, importId: string): void {
    if (!resource) return;
    const resourceType = schema.startsWith(FHIR_SCHEMA) ? schema.slice(FHIR_SCHEMA.length) : NOTE_TYPE;
    const { id, fullUrl, hash } = resource;
    const isOfFile = source?.importId === importId;
    const known: KnownResource = { elementId, title, hash, ...(fullUrl === undefined ? {} : { fullUrl }), isOfFile };
    if (fullUrl !== undefined) this.#addName(urlKey(resourceType, fullUrl), known);
    // An export may have given it this one: see [Note: Addresses of an export].
    const url = elementUrl(elementId);
    this.#addName(urlKey(resourceType, url), fullUrl === undefined ? known : { ...known, fullUrl: url });
    if (id !== undefined) this.#addName(idKey(resourceType, id), known);
    this.#byContent.add(contentKey(resourceType, hash));
  }

  #addName(key: string, known: KnownResource): void {
    const others = this.#byName.get(key);
    if (others) others.push(known);
    else this.#byName.set(key, [known]);
  }
}

async function hashedElements(context: ElementsContext): Promise<ShownElement[]> {
  const own = await ownElements(context);
  const without = own.filter(({ summary }) => summary.resource === undefined).map(({ state }) => state.elementId);
  if (without.length === 0) return own;
  for await (const { stored } of provenElements(context, { elementIds: without })) {
    await context.session.store.write({ put: new Map([[elementKey(stored.state.elementId), stored]]) });
  }
  return ownElements(context);
}

const urlKey = (resourceType: string, fullUrl: string): string => `${resourceType} url ${fullUrl}`;
const idKey = (resourceType: string, id: string): string => `${resourceType} id ${id}`;
const contentKey = (resourceType: string, hash: string): string => `${resourceType} ${hash}`;
