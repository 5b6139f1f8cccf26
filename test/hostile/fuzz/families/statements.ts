import type { Bytes, DirectoryEntry, SignedStatement } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  ADDENDUM,
  ANCHOR,
  AccountEvent,
  Addendum,
  Anchor,
  ELEMENT_MANIFEST,
  ERASE_RECEIPT,
  ElementContent,
  ElementManifest,
  EraseReceipt,
  PROFILE,
  ProfileStatement,
  VERIFICATION,
  VerificationStatement,
  equalBytes,
  fromB64u,
  fromUtf8,
  jcsBytes,
  padContent,
  parseContent,
  parseJcs,
  parseStatement,
  replayAccountChain,
  toB64u,
  utf8,
  verifyInstanceStatement,
} from '@sealchart/protocol';
import { DirectoryAccount, verifyEntry } from '@sealchart/sdk/testing';
import fc from 'fast-check';
import type { Family } from '../family.ts';
import { bytesOf, requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedBytes } from '../mutated-bytes.ts';
import { mutatedJson, mutatedValue } from '../mutated-json.ts';
import { rightChains, rightInstanceStatements, rightStatements } from './vector-samples.ts';

const KINDS = {
  [ANCHOR]: Anchor,
  [ACCOUNT_EVENT]: AccountEvent,
  [ELEMENT_MANIFEST]: ElementManifest,
  [ADDENDUM]: Addendum,
  [PROFILE]: ProfileStatement,
  [VERIFICATION]: VerificationStatement,
} as const;

const statements = rightStatements();

/** Bytes of statements: changed as values in canonical form, so that what stands behind the form is reached; as text; as bytes. */
function statementBytes(samples: readonly SignedStatement[]): fc.Arbitrary<Bytes> {
  const bytes = samples.map(({ statement }) => fromB64u(statement));
  const values = bytes.map((one) => JSON.parse(fromUtf8(one)) as unknown);
  return fc.oneof(
    { weight: 6, arbitrary: mutatedValue(...values).map(canonical) },
    { weight: 2, arbitrary: mutatedJson(...values).map((text) => utf8(text.toWellFormed())) },
    { weight: 2, arbitrary: mutatedBytes(...bytes) },
  );
}

function canonical(value: unknown): Bytes {
  try {
    return jcsBytes(value);
  } catch {
    return utf8(JSON.stringify(value).toWellFormed());
  }
}

/** Read as one kind of statement. */
function kindFamily(context: keyof typeof KINDS): Family {
  const samples = statements.filter((statement) => statement.context === context);
  const instance = samples[0]?.instance ?? '';
  const [schema, signature] = [KINDS[context], samples[0]?.signature ?? ''];
  return {
    name: `statements: ${context.split('/').at(-1)}`,
    inputs: statementBytes([...samples, ...statements.slice(0, 1)]),
    refusals: ['E_FORMAT', 'E_CONTEXT', 'E_INSTANCE'],
    share: 0.5,
    read: async (input) => {
      const { value, bytes } = await parseStatement(schema as typeof Anchor, context as typeof ANCHOR, instance, {
        statement: toB64u(bytesOf(input)),
        signature,
      });
      requireTrue((schema as typeof Anchor).safeParse(value).success && equalBytes(jcsBytes(value), bytes), 'no statement');
      requireTrue(value.context === context && value.instance === instance, 'a statement of something else');
      return true;
    },
  };
}

const canonicalText: Family = {
  name: 'canonical JSON',
  inputs: fc.oneof(
    statementBytes(statements),
    mutatedJson({ a: [1, 'x', null, { b: 1e21, c: -0.5 }], '\u00e9': true }).map((text) => utf8(text.toWellFormed())),
  ),
  refusals: ['E_FORMAT'],
  share: 0.5,
  read: (input) => {
    requireTrue(equalBytes(jcsBytes(parseJcs(bytesOf(input))), bytesOf(input)), 'a second form');
    return true;
  },
};

const wire = ({ statement, signature }: SignedStatement): unknown => ({ statement, signature });

/** Statements of the instance: only its key makes one. */
function instanceFamily(): Family {
  const receipts = rightInstanceStatements().filter(({ context }) => context === ERASE_RECEIPT);
  const [sample] = receipts;
  const pinned = { instanceId: sample?.instance ?? '', logKey: sample?.logKey ?? '' };
  return {
    name: 'statements of the instance',
    inputs: mutatedJson(...receipts.map(wire)),
    refusals: ['E_FORMAT', 'E_CONTEXT', 'E_INSTANCE', 'E_SIGNATURE'],
    share: 0.5,
    read: async (input) => {
      const read = parsed(textOf(input)) as { statement?: unknown; signature?: unknown } | undefined;
      if (typeof read?.statement !== 'string' || typeof read.signature !== 'string') return false;
      await verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, pinned, { statement: read.statement, signature: read.signature });
      requireTrue(
        receipts.some(({ statement, signature }) => statement === read.statement && signature === read.signature),
        'a statement that nobody made',
      );
      return true;
    },
  };
}

const CONTENT: ElementContent = {
  instance: 'ins_AAECAwQFBgcICQoLDA0ODw',
  elementId: 'elm_AAECAwQFBgcICQoLDA0ODw',
  recordId: 'acc_AAECAwQFBgcICQoLDA0ODw',
  contentVersion: 1,
  author: { account: 'acc_AAECAwQFBgcICQoLDA0ODw', fingerprint: '0'.repeat(64) },
  schema: 'text/plain',
  title: 'A note',
  body: 'with text',
  attachments: [],
  addenda: [],
  openSalt: toB64u(new Uint8Array(16)),
  source: { importId: toB64u(new Uint8Array(16)), fileHash: toB64u(new Uint8Array(32)), index: 0 },
};

const contents: Family = {
  name: 'contents of elements',
  inputs: fc.oneof(
    {
      weight: 3,
      arbitrary: mutatedValue(CONTENT, {
        ...CONTENT,
        addenda: statements.slice(0, 2).map(({ statement, signature }) => ({ statement, signature })),
      }).map(padded),
    },
    { weight: 1, arbitrary: mutatedBytes(padContent(CONTENT)) },
  ),
  refusals: ['E_FORMAT'],
  share: 0.5,
  read: (input) => {
    const content = parseContent(bytesOf(input));
    requireTrue(ElementContent.safeParse(content).success && equalBytes(padContent(content), bytesOf(input)), 'no content');
    return true;
  },
};

/** In the right padding, so that what is changed is looked at behind it. */
function padded(value: unknown): Bytes {
  try {
    return padContent(value as ElementContent);
  } catch {
    return canonical(value);
  }
}

const chains: Family = {
  name: 'chains of accounts',
  inputs: mutatedJson(...rightChains()),
  refusals: ['E_FORMAT', 'E_CONTEXT', 'E_INSTANCE', 'E_SIGNATURE', 'E_AUTHOR', 'E_CERT', 'E_BIND'],
  share: 0.05,
  read: async (input) => {
    const chain = parsed(textOf(input)) as ReturnType<typeof rightChains>[number] | undefined;
    if (!isChain(chain)) return false;
    await replayAccountChain(chain.instance, chain.accountId, chain.events, chain.certificates.map(fromB64u));
    // Every prefix of a chain is one; nothing else is.
    const isMade = rightChains().some(({ events }) => chain.events.every(({ statement }, i) => statement === events[i]?.statement));
    requireTrue(isMade, 'a chain that nobody signed');
    return true;
  },
};

const isText = (value: unknown): boolean => typeof value === 'string';
const isList = (value: unknown, holds: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length < 300 && value.every(holds);
const isSigned = (value: unknown): boolean =>
  isText((value as SignedStatement | null)?.statement) && isText((value as SignedStatement | null)?.signature);

function isChain(chain: ReturnType<typeof rightChains>[number] | undefined): chain is ReturnType<typeof rightChains>[number] {
  return isText(chain?.instance) && isText(chain?.accountId) && isList(chain?.events, isSigned) && isList(chain?.certificates, isText);
}

/** What a directory shows of somebody. */
async function entryFamily(): Promise<Family> {
  const account = await DirectoryAccount.create('ins_AAECAwQFBgcICQoLDA0ODw', 'Ada');
  await account.rotate('routine');
  await account.rename('Ada Moss');
  const entry = account.entry();
  return {
    name: 'entries of the directory',
    inputs: mutatedJson(entry),
    refusals: ['E_FORMAT', 'E_CONTEXT', 'E_INSTANCE', 'E_SIGNATURE', 'E_AUTHOR', 'E_CERT', 'E_BIND'],
    share: 0.1,
    read: async (input) => {
      const read = parsed(textOf(input)) as DirectoryEntry | undefined;
      const chain = { ...read, instance: account.instanceId } as unknown as ReturnType<typeof rightChains>[number];
      if (!isChain(chain) || typeof read?.profile?.statement !== 'string' || typeof read.profile.signature !== 'string') return false;
      const { profile } = await verifyEntry(account.instanceId, read, account.accountId);
      requireTrue(profile.name === 'Ada Moss', 'a name that nobody took');
      return true;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Everything that is signed. */
export async function statementsGroup(): Promise<Group> {
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).map(kindFamily);
  return { families: [canonicalText, ...kinds, instanceFamily(), contents, chains, await entryFamily()] };
}
