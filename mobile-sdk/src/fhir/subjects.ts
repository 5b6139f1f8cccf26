import type { FhirEntry } from './items.ts';
import { summarizeResource } from './summary.ts';
import { tidy, valueAt } from './summary-text.ts';

/** Names that are told; a file that mixes more people than this is not one person's record anyway. */
const NAMES = 20;
/** Names by reference that are kept until the file is read: its patients may stand at its end. */
const REFERENCES = 1_000;

/** Where a resource says whom it is about. */
const ABOUT = ['subject', 'patient', 'beneficiary'] as const;

/** Whose records a file holds, as it says itself. */
export interface FileSubjects {
  /** Names of its patients, and of those that its resources are about and that it does not hold; at most 20, in the order of the file. */
  readonly subjects: readonly string[];
  /** Patients in the file, with a name or without. */
  readonly patients: number;
}

/** Gathers whom a file is about while it is read. Holds bounded memory, whatever the file. */
export class SubjectSearch {
  readonly #patients = new Map<string, string>();
  readonly #addresses = new Set<string>();
  readonly #about = new Map<string, string>();
  #count = 0;

  add(entry: FhirEntry): void {
    if (entry.resourceType === 'Patient') this.#addPatient(entry);
    else if (entry.body.includes('"display"')) this.#addReference(entry.body);
  }

  found(): FileSubjects {
    const names = new Map(this.#patients);
    for (const [reference, name] of this.#about) {
      const isInFile = this.#addresses.has(reference) || this.#addresses.has(localReference(reference));
      if (!isInFile) addName(names, name);
    }
    return { subjects: [...names.values()].slice(0, NAMES), patients: this.#count };
  }

  #addPatient({ body, id, fullUrl }: FhirEntry): void {
    this.#count += 1;
    if (this.#addresses.size < REFERENCES) {
      if (fullUrl !== undefined) this.#addresses.add(fullUrl);
      if (id !== undefined) this.#addresses.add(`Patient/${id}`);
    }
    const { title } = summarizeResource(body);
    if (title !== 'Patient' && this.#patients.size < NAMES) addName(this.#patients, title);
  }

  #addReference(body: string): void {
    let resource: unknown;
    try {
      resource = JSON.parse(body);
    } catch {
      return;
    }
    for (const path of ABOUT) {
      const [reference, display] = [valueAt(resource, `${path}.reference`), valueAt(resource, `${path}.display`)];
      const name = typeof display === 'string' ? tidy(display) : undefined;
      const place = typeof reference === 'string' ? reference : '';
      if (name === undefined || isOther(place) || this.#about.size === REFERENCES) continue;
      // Without a reference the name is all that tells them apart.
      this.#about.set(place === '' ? `name ${name}` : place, name);
    }
  }
}

/** Names that differ in case only are one. */
function addName(names: Map<string, string>, name: string): void {
  const key = name.toLowerCase();
  if (!names.has(key)) names.set(key, name);
}

/** `Patient/1` of `https://example.org/fhir/Patient/1/_history/2`. */
function localReference(reference: string): string {
  return /(?:^|\/)(Patient\/[^/]+)(?:\/_history\/[^/]+)?$/.exec(reference)?.[1] ?? reference;
}

/** A reference that says it is no patient: a group, a device, a place. */
function isOther(reference: string): boolean {
  const type = /(?:^|\/)([A-Z][A-Za-z]+)[/?]/.exec(reference)?.[1];
  return type !== undefined && type !== 'Patient';
}
