import type { Issue } from '@sealchart/protocol';
import type { FhirRule } from '../fhir/items.ts';
import type { Progress } from './edits.ts';

/** One import, as the record still shows it. */
export interface ImportSummary {
  readonly importId: string;
  readonly fileHash: string;
  /** Elements that are still there; `unchanged` of them only ever had their first version. */
  readonly elements: number;
  readonly unchanged: number;
  readonly importedAt: string;
  /** This device began it and did not finish it: the same file goes on where it stopped. */
  readonly isUnfinished?: true;
}

/** What came of taking an import back. */
export interface UndoReport {
  readonly importId: string;
  readonly erased: number;
  /** Left alone: somebody changed or shared it since, or it could not be erased. */
  readonly kept: readonly KeptElement[];
}

/** Something of an import that taking it back left alone. */
export interface KeptElement {
  readonly elementId: string;
  readonly title: string;
  /** Why, as a stable name; `refused`: it could not be erased. */
  readonly cause: 'changedByOther' | 'changed' | 'shared' | 'wasShared' | 'waits' | 'refused';
  /** The same in English words. */
  readonly reason: string;
}

/** One file of an export for other programs. */
export interface ExportFile {
  /** Relative path, ASCII, without `..`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ImportProblem extends Issue {
  /** `E_FHIR` for what the file holds; of what could not be sealed or stored the code of that refusal. */
  readonly code: string;
  /** Where the code is `E_FHIR`: what is wrong, for clients with words of their own. */
  readonly rule?: FhirRule;
  /** Index of the entry in the file; absent where the Bundle around the entries is meant. */
  readonly index?: number;
  /** What the entry says it is, where that could be read. */
  readonly resourceType?: string;
  readonly id?: string;
}

export interface ImportReport {
  readonly importId: string;
  readonly fileHash: string;
  readonly total: number;
  /** Bytes of the file. */
  readonly size: number;
  /**
   * Whose record the file says it is: names of its patients, and of those that its resources are about and that it does not hold; at
   * most 20. More than one, or one that the person does not know: the file mixes records, or is somebody else's.
   */
  readonly subjects: readonly string[];
  /** Patients in the file, with a name or without. */
  readonly patients: number;
  /** New elements that are in the record now, those of an interrupted run included; 0 in a dry run. */
  readonly imported: number;
  /** Imported entries by resource type; in a dry run those that would be imported. */
  readonly byType: Readonly<Record<string, number>>;
  /** Entries that are in the record, or in the file before, exactly so: skipped. */
  readonly identical: number;
  /** Those by resource type. An import that an older release began may count fewer here. */
  readonly identicalByType: Readonly<Record<string, number>>;
  /** Entries whose id is in the record with other content, and what was done with them (in a dry run: what they are). */
  readonly changed: readonly ChangedEntry[];
  /** New versions that were made of them. */
  readonly updated: number;
  /** What an export of Sealchart added about its elements: not imported. */
  readonly provenance: number;
  readonly problems: readonly ImportProblem[];
  /** All problems, of which at most the first thousand are listed. */
  readonly problemCount: number;
  /** True when an earlier, interrupted import of the same file was taken up again. */
  readonly resumed: boolean;
  /** True when `signal` ended it: what is in stays, can be undone, and the same file goes on where it stopped. */
  readonly cancelled: boolean;
}

/** An entry of a file that is in the record under the same type and id, with other content. */
export interface ChangedEntry {
  readonly index: number;
  readonly elementId: string;
  readonly resourceType: string;
  readonly title: string;
  readonly done: 'nothing' | 'updated' | 'added' | 'refused';
}

export interface ImportOptions {
  /** Counts and problems only; nothing is sent. */
  readonly dryRun?: boolean;
  /** Entries that are there already exactly so: `skip` (default) or `add` them a second time. */
  readonly identical?: 'skip' | 'add';
  /** Entries whose id is there with other content: `skip` (default), `update` makes a new version, `add` a second element. */
  readonly changed?: 'skip' | 'update' | 'add';
  readonly onProgress?: (progress: ImportProgress) => void;
  /**
   * Ends the import behind the batch under way: the report says so (`cancelled`). `E_CANCELLED` while the file is still read for the
   * first time, and in a dry run: then nothing was sent.
   */
  readonly signal?: AbortSignal;
  /** Awaited before each batch: what it waits for is a pause. Other acts go on meanwhile. */
  readonly gate?: () => Promise<void>;
  /** Entries of one batch: in small ones, a pause and an end take hold sooner. Default, and at most: what a request may hold. */
  readonly batchItems?: number;
}

/** How far an import is: `done` of `total` entries are decided. */
export interface ImportProgress extends Progress {
  /** `reading`: the file is surveyed, `total` is not known. `comparing`: the record is synced and looked through. `sealing`: entries come in. */
  readonly phase: 'reading' | 'comparing' | 'sealing';
  /** Entries that are sealed, those of `done` among them: it moves while a batch is made ready. Entries that need no sealing join with `done`. */
  readonly sealed: number;
  /** Bytes of the file that were read in this phase. */
  readonly bytes: number;
  /** Bytes of the file, if known. */
  readonly size?: number;
}

/** A file that can be read twice: once to survey, once to import. */
export interface FileSource {
  /** Size in bytes, if known. */
  readonly size?: number;
  open(): AsyncIterable<Uint8Array>;
}
