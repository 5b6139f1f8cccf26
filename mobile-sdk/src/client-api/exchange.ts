import type { Issue } from '@sealchart/protocol';
import type { OnProgress } from './edits.ts';

/** One import, as the record still shows it. */
export interface ImportSummary {
  readonly importId: string;
  readonly fileHash: string;
  /** Elements that are still there; `unchanged` of them only ever had their first version. */
  readonly elements: number;
  readonly unchanged: number;
  readonly importedAt: string;
}

/** What came of taking an import back. */
export interface UndoReport {
  readonly importId: string;
  readonly erased: number;
  /** Left alone: somebody changed or shared it since, or it could not be erased. */
  readonly kept: readonly { readonly elementId: string; readonly title: string; readonly reason: string }[];
}

/** One file of an export for other programs. */
export interface ExportFile {
  /** Relative path, ASCII, without `..`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ImportProblem extends Issue {
  /** Index of the entry in the file; absent where the Bundle around the entries is meant. */
  readonly index?: number;
}

export interface ImportReport {
  readonly importId: string;
  readonly fileHash: string;
  readonly total: number;
  /** New elements that are in the record now, those of an interrupted run included; 0 in a dry run. */
  readonly imported: number;
  /** Imported entries by resource type; in a dry run those that would be imported. */
  readonly byType: Readonly<Record<string, number>>;
  /** Entries that are in the record, or in the file before, exactly so: skipped. */
  readonly identical: number;
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
  readonly onProgress?: OnProgress;
}

/** A file that can be read twice: once to survey, once to import. */
export interface FileSource {
  /** Size in bytes, if known. */
  readonly size?: number;
  open(): AsyncIterable<Uint8Array>;
}
