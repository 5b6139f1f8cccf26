import type { ImportOptions } from '../../client-api/exchange.ts';
import type { FhirEntry } from '../../fhir/items.ts';
import { isOwnProvenance } from '../../fhir/provenance.ts';
import type { ResourceIdentity } from '../../fhir/resource-identity.ts';
import { identityOf } from '../../fhir/resource-identity.ts';
import { mapInFlight } from '../elements/in-flight.ts';
import type { ChangedEntry } from './import-journal.ts';
import type { KnownResource, ResourceIndex } from './resource-index.ts';

/** What an import does with its entries. */
export type ImportPolicy = Required<Pick<ImportOptions, 'identical' | 'changed'>>;

/** A new version that an entry makes of something in the record. */
export interface Update {
  readonly entry: FhirEntry;
  readonly identity: ResourceIdentity;
  readonly known: KnownResource & { readonly elementId: string };
}

/** An entry with the names and the hash by which it was held against the record. */
export interface IdentifiedEntry extends FhirEntry {
  readonly identity: ResourceIdentity;
}

/** What is to be done with some entries of a file. */
export interface Decision {
  /** To be sealed as new elements. */
  readonly fresh: readonly IdentifiedEntry[];
  readonly updates: readonly Update[];
  /** There already, exactly so. */
  readonly identical: readonly FhirEntry[];
  readonly provenance: number;
  /** Those that `updates` does not name: left alone, or added a second time. */
  readonly changed: readonly ChangedEntry[];
}

/** Holds entries against the record and what came before them in the file, in their order; the index learns of those that come in. */
export async function decide(index: ResourceIndex, entries: readonly FhirEntry[], policy: ImportPolicy): Promise<Decision> {
  const own = entries.filter((entry) => !isExported(entry));
  const identities = await mapInFlight(own, ({ body, fullUrl }) => identityOf(body, fullUrl));
  const fresh: IdentifiedEntry[] = [];
  const updates: Update[] = [];
  const changed: ChangedEntry[] = [];
  const identical: FhirEntry[] = [];
  own.forEach((entry, i) => {
    const identity = identities[i] as ResourceIdentity;
    const standing = index.standing(entry, identity);
    if (standing.kind === 'identical' && policy.identical === 'skip') identical.push(entry);
    else if (standing.kind !== 'changed' || policy.changed === 'add') {
      fresh.push({ ...entry, identity });
      index.add(entry, identity);
    }
    if (standing.kind !== 'changed') return;
    const { known } = standing;
    if (policy.changed === 'update') {
      updates.push({ entry, identity, known });
      index.add(entry, identity, known);
    } else changed.push(changedEntry(entry, known, policy.changed === 'add' ? 'added' : 'nothing'));
  });
  return { fresh, updates, identical, provenance: entries.length - own.length, changed };
}

/** How a report names it. */
export function changedEntry(
  { index, resourceType }: FhirEntry,
  { elementId, title }: Update['known'],
  done: ChangedEntry['done'],
): ChangedEntry {
  return { index, elementId, resourceType, title, done };
}

function isExported({ resourceType, body }: FhirEntry): boolean {
  return resourceType === 'Provenance' && isOwnProvenance(body);
}
