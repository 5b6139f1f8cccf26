import type { ImportOptions, ImportProgress, ImportReport, Progress } from '@sealchart/sdk';
import { SealchartError } from '@sealchart/sdk';
import { blobSource } from '@sealchart/sdk/browser';
import { BlobWriter } from '../exchange/blob-writer.ts';
import { Gate } from '../exchange/gate.ts';
import { paced } from '../exchange/paced.ts';
import { fitsName } from '../exchange/whose.ts';
import type { Host } from '../host.ts';

/** What is done with entries that are in the record already. */
export type ImportPolicy = Required<Pick<ImportOptions, 'identical' | 'changed'>>;

/** What an import of a file would do. */
export interface ImportPreview {
  readonly report: ImportReport;
  /** The file names one person, who is neither the owner of this account nor in its record. */
  readonly isSomebodyElse: boolean;
}

/** A file for other programs. */
export interface MadeExport {
  readonly file: Blob;
  /** Entries of the record in it. */
  readonly count: number;
  /** Entries of the record that this device has refused, so that they are not in it. */
  readonly refused: number;
}

/** Files that come in and go out. The page passes a file on and never reads it. */
export interface ExchangeActs {
  /** Reads a file and sends nothing. `E_FHIR`, `E_CANCELLED`. */
  previewImport(file: File, onProgress: (progress: ImportProgress) => void): Promise<ImportPreview>;
  /** As the SDK's `importFhir`. One at a time: a second one waits for nothing and pauses and ends together with the first. */
  importFile(file: File, policy: ImportPolicy, onProgress: (progress: ImportProgress) => void): Promise<ImportReport>;
  /** The import waits before its next batch, or goes on. */
  pauseImport(isPaused: boolean): Promise<void>;
  /** Ends the import or preview under way; what is in stays. */
  endImport(): Promise<void>;
  /** The own record, or these elements, as one FHIR bundle. `E_CANCELLED`. */
  makeExport(
    options: { readonly elementIds?: readonly string[]; readonly provenance: boolean },
    onProgress: (progress: Progress) => void,
  ): Promise<MadeExport>;
  /** Ends the export under way. */
  endExport(): Promise<void>;
}

/** A pause holds after this many entries: a few seconds. */
const BATCH_ITEMS = 100;
const PATIENT = 'Patient';
const FHIR_JSON = 'application/fhir+json';

export function exchangeActs(host: Host): ExchangeActs {
  const gate = new Gate();
  let importing = new AbortController();
  let exporting = new AbortController();

  const isSomebodyElse = async ({ subjects }: ImportReport): Promise<boolean> => {
    const [only, ...others] = subjects;
    if (only === undefined || others.length > 0) return false;
    const client = await host.client();
    const { accountId, name } = client.account();
    const patients = await client.list({ types: [PATIENT], recordIds: [accountId] });
    return !fitsName(only, [name, ...patients.map(({ title }) => title)]);
  };

  return {
    async previewImport(file, onProgress) {
      importing = new AbortController();
      const { signal } = importing;
      const client = await host.client();
      const report = await client.importFhir(blobSource(file), { dryRun: true, signal, onProgress: paced(onProgress) });
      return { report, isSomebodyElse: await isSomebodyElse(report) };
    },
    async importFile(file, policy, onProgress) {
      importing = new AbortController();
      gate.resume();
      const { signal } = importing;
      const client = await host.client();
      return client.importFhir(blobSource(file), {
        ...policy,
        signal,
        batchItems: BATCH_ITEMS,
        gate: () => gate.pass(),
        onProgress: paced(onProgress),
      });
    },
    async pauseImport(isPaused) {
      if (isPaused) gate.pause();
      else gate.resume();
    },
    async endImport() {
      importing.abort();
    },
    async makeExport({ elementIds, provenance }, onProgress) {
      exporting = new AbortController();
      const { signal } = exporting;
      const client = await host.client();
      // A whole record is whole as of now.
      if (!elementIds) await client.sync();
      const writer = new BlobWriter();
      const tell = paced(onProgress);
      let count = 0;
      const follow = (progress: Progress) => {
        count = progress.done;
        tell(progress);
      };
      for await (const text of client.exportFhir(elementIds, { provenance, onProgress: follow })) {
        if (signal.aborted) throw new SealchartError('E_CANCELLED');
        writer.add(text);
      }
      return { file: writer.end(FHIR_JSON), count, refused: elementIds ? 0 : await client.refusedCount() };
    },
    async endExport() {
      exporting.abort();
    },
  };
}
