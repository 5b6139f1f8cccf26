import { Command, Option } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { amountOf, numberOf, sizeOf } from '../terminal/amount.ts';
import { oneLine, safeJson } from '../terminal/escape.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { parseDescriptor } from './descriptor-option.ts';
import { resolveElement } from './element-reference.ts';
import { ALIAS_NAMES, resolveTypes, typeOf } from './element-types.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import type { KeyFormat } from './key-export.ts';
import { KEY_FORMATS, exportKeys } from './key-export.ts';
import { writeNewFile } from './new-file.ts';
import { checkNewFolder, writeFolder } from './sealed-folder.ts';
import { syncFirst } from './sync-step.ts';

interface ExportOptions {
  readonly output?: string;
  readonly force?: boolean;
  /** False with `--no-provenance`. */
  readonly provenance?: boolean;
  readonly type?: string;
  readonly sealed?: string;
  readonly gnupg?: boolean;
  readonly keys?: boolean;
  readonly format?: KeyFormat;
  readonly passphraseFd?: number;
}

const GNUPG_WARNING = [
  'This is sealed in the older OpenPGP format, because GnuPG reads no other: it hides less, and nothing here stores anything in it.',
  'Whoever has your secret key can read it, for as long as the file exists.',
];

export function exportCommand(execute: Execute): Command {
  const formats = Object.entries(KEY_FORMATS).map(([format, who]) => `${format} (${who})`);
  return new Command('export')
    .description('write your record, or a part of it, as one FHIR R4 bundle; or sealed, for other OpenPGP programs')
    .argument('[elements...]', 'ids, or their beginnings; left out: your whole record')
    .option('--type <types>', `only your own of these types: FHIR types or ${ALIAS_NAMES.join(', ')}`)
    .option('-o, --output <file>', 'write to this file instead of standard output; a bundle will not be sealed')
    .option('--force', 'replace the file when it exists')
    .option('--no-provenance', 'leave out who wrote each resource and when, and its addenda')
    .option('--sealed <folder>', 'write the sealed originals with signatures and certificates into this new folder')
    .option('--gnupg', 'write the bundle sealed to yourself, as GnuPG reads it; with -o, and only with keys of the kind rsa')
    .option('--keys', 'write your secret keys instead, under a new passphrase; with -o')
    .addOption(new Option('--format <format>', `with --keys: ${formats.join(' or ')}; default: rfc9580`).choices(Object.keys(KEY_FORMATS)))
    .option(
      '--passphrase-fd <number>',
      'with --keys: read the new passphrase as one line from this file descriptor (default: the second line of --password-fd)',
      parseDescriptor,
    )
    .addHelpText(
      'after',
      '\nEvery element is proven before it is written. A bundle with -o is the one thing that this command writes unsealed.\nWhat --sealed writes opens with any program for OpenPGP (RFC 9580) and your secret key.',
    )
    .addHelpText(
      'after',
      examples(
        'export -o my-record.json',
        'export elm_Xy12ab | jq .',
        'export --type medications --no-provenance -o medications.json',
        'export --sealed my-sealed-record',
        'export --gnupg -o my-record.gpg',
        'export --keys -o my-keys.asc',
      ),
    )
    .action((references: string[], options: ExportOptions, command: Command) =>
      execute(command, (context) => exportRecord(context, references, options)),
    );
}

async function exportRecord(context: CommandContext, references: readonly string[], options: ExportOptions): Promise<ExitCode | void> {
  refuseContradictions(references, options);
  const { output: file, sealed, gnupg, keys, format = 'rfc9580', passphraseFd } = options;
  if (keys === true && file !== undefined) return exportKeys(context, { file, format, passphraseDescriptor: passphraseFd });
  if (sealed !== undefined) await checkNewFolder(sealed);
  const opened = await context.open();
  await syncFirst(context, opened.client);
  const ids = await chosenIds(opened, references, options.type);
  if (sealed !== undefined) await exportSealed(context, opened.client, sealed, ids);
  else if (gnupg === true && file !== undefined) await exportGnupg(context, opened.client, { ...options, file, ids });
  else await exportBundle(context, opened.client, { ...options, ids });
}

/** `E_USAGE` for what cannot be done together. */
function refuseContradictions(references: readonly string[], options: ExportOptions): void {
  const detail = contradictionOf(references, options);
  if (detail !== undefined) throw new SealchartError('E_USAGE', { detail });
}

function contradictionOf(references: readonly string[], options: ExportOptions): string | undefined {
  const { output, force, provenance, type, sealed, gnupg, keys, format, passphraseFd } = options;
  if ([sealed !== undefined, gnupg === true, keys === true].filter(Boolean).length > 1) return 'give one of --sealed, --gnupg and --keys';
  if (type !== undefined && references.length > 0) return 'name elements by their ids or by --type, not both';
  if (force === true && output === undefined) return '--force belongs to --output';
  if (sealed !== undefined && output !== undefined) return '--sealed names its folder itself: leave out --output';
  if (gnupg === true && output === undefined) return '--gnupg needs a file: -o my-record.gpg';
  if (provenance === false && (sealed !== undefined || gnupg === true)) return '--no-provenance belongs to a bundle';
  if (keys !== true)
    return format === undefined && passphraseFd === undefined ? undefined : '--format and --passphrase-fd belong to --keys';
  if (output === undefined) return '--keys needs a new file: -o my-keys.asc';
  if (force === true) return 'a file of keys never replaces another: choose a new name';
  if (references.length > 0 || type !== undefined || provenance === false) return '--keys is about you, not about elements';
  return undefined;
}

/** Undefined for the whole record. */
async function chosenIds(
  { client, account }: OpenAccount,
  references: readonly string[],
  types: string | undefined,
): Promise<string[] | undefined> {
  if (references.length === 0 && types === undefined) return undefined;
  const all = await client.list();
  if (types === undefined) return [...new Set(references.map((reference) => resolveElement(reference, all).elementId))];
  const own = all.filter(({ recordId }) => recordId === account.accountId);
  const chosen = resolveTypes(types, own);
  return own.filter(({ schema }) => chosen.has(typeOf(schema))).map(({ elementId }) => elementId);
}

interface BundleOptions extends Pick<ExportOptions, 'force' | 'provenance'> {
  readonly output?: string;
  readonly ids: readonly string[] | undefined;
}

async function exportBundle(
  context: CommandContext,
  client: SealchartClient,
  { output: file, force, provenance = true, ids }: BundleOptions,
): Promise<void> {
  const { output, host } = context;
  if (file === undefined) {
    await context.follow('Exporting', 'elements', async (onProgress) => {
      // A bar over the text that it counts would spoil both.
      const chunks = client.exportFhir(ids, output.isTerminal ? { provenance } : { provenance, onProgress });
      for await (const chunk of chunks) await output.write(output.isTerminal ? safeJson(chunk) : chunk);
    });
    if (output.isTerminal) await output.write('\n');
    return;
  }
  const bytes = await context.follow('Exporting', 'elements', (onProgress) =>
    writeNewFile(file, client.exportFhir(ids, { provenance, onProgress }), {
      replace: force === true,
      advice: REPLACE,
      beforeInterrupt: (listener) => host.beforeInterrupt(listener),
    }),
  );
  await output.answer({ file, bytes }, () => [
    `${oneLine(file)} is written: ${numberOf(bytes)} bytes.`,
    'It is not sealed, because you asked for it: whoever can read this file can read your record. Delete it when you no longer need it.',
  ]);
}

const REPLACE = ', or replace it with --force';

interface GnupgOptions {
  readonly file: string;
  readonly force?: boolean;
  readonly ids: readonly string[] | undefined;
}

async function exportGnupg(context: CommandContext, client: SealchartClient, { file, force, ids }: GnupgOptions): Promise<void> {
  context.output.note(...GNUPG_WARNING, '');
  const bytes = await context.follow('Exporting', 'elements', (onProgress) =>
    writeNewFile(file, client.exportGnupg(ids, onProgress), { replace: force === true, advice: REPLACE }),
  );
  await context.output.answer({ file, bytes, format: 'gnupg' }, () => [
    `${oneLine(file)} is written: ${numberOf(bytes)} bytes, sealed to your own key and signed with it.`,
    'GnuPG opens it with your secret key: see "export --keys --format gnupg".',
  ]);
}

async function exportSealed(
  context: CommandContext,
  client: SealchartClient,
  folder: string,
  ids: readonly string[] | undefined,
): Promise<void> {
  const { files, bytes } = await context.follow('Exporting', 'elements', (onProgress) =>
    writeFolder(folder, client.exportSealed(ids, onProgress)),
  );
  await context.output.answer({ folder, files, bytes }, () => [
    `${oneLine(folder)} is written: ${amountOf(files, 'file')}, ${sizeOf(bytes)}, everything in it sealed as it is at the server.`,
    'Its README.txt says how another OpenPGP program opens and checks it; for that you need your keys: see "export --keys".',
  ]);
}
