import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fromB64u } from '../bytes.ts';
import { readCertificate } from '../openpgp/certificate.ts';
import { ACCOUNT_EVENT, AccountEvent } from './account-event.ts';
import { replayAccountChain } from './account-chain.ts';
import { ADDENDUM, Addendum } from './addendum.ts';
import type { AnchorLeaf } from './anchor.ts';
import { ANCHOR, Anchor, anchorRoot, requireAnchored } from './anchor.ts';
import { ELEMENT_MANIFEST, ElementManifest } from './element-manifest.ts';
import { ERASE_RECEIPT, EraseReceipt } from './erase-receipt.ts';
import { verifyInstanceStatement } from './instance-statement.ts';
import { PROFILE, ProfileStatement } from './profile.ts';
import type { SignedStatement } from './signed-statement.ts';
import { parseStatement, verifyStatement } from './signed-statement.ts';
import { VERIFICATION, VerificationStatement } from './verification.ts';

const read = <T>(name: string): T[] =>
  (JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8')) as { vectors: T[] }).vectors;

interface StatementVector extends SignedStatement {
  name: string;
  context: string;
  instance: string;
  certificate: string;
  expect: string;
}
interface InstanceVector extends SignedStatement {
  name: string;
  instance: string;
  logKey: string;
  expect: string;
}
interface ChainVector {
  name: string;
  instance: string;
  accountId: string;
  events: SignedStatement[];
  certificates: string[];
  expect: string;
}
interface TreeVector {
  size: number;
  root: string;
  leaves: (AnchorLeaf & { path: string[] })[];
}

/** 'ok', or the code of the refusal. */
const outcome = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'ok',
    (error: { code?: string }) => error.code ?? 'no code',
  );

const parsers: Record<string, (instance: string, signed: SignedStatement) => ReturnType<typeof parseStatement>> = {
  [ANCHOR]: (instance, signed) => parseStatement(Anchor, ANCHOR, instance, signed),
  [ACCOUNT_EVENT]: (instance, signed) => parseStatement(AccountEvent, ACCOUNT_EVENT, instance, signed),
  [ELEMENT_MANIFEST]: (instance, signed) => parseStatement(ElementManifest, ELEMENT_MANIFEST, instance, signed),
  [ADDENDUM]: (instance, signed) => parseStatement(Addendum, ADDENDUM, instance, signed),
  [PROFILE]: (instance, signed) => parseStatement(ProfileStatement, PROFILE, instance, signed),
  [VERIFICATION]: (instance, signed) => parseStatement(VerificationStatement, VERIFICATION, instance, signed),
};

describe('a signed statement', () => {
  it.each(read<StatementVector>('statements.json'))('$name: $expect', async (vector) => {
    const parse = parsers[vector.context];
    if (!parse) throw new Error(`no parser of ${vector.context}`);
    const certificate = await readCertificate(fromB64u(vector.certificate));
    const act = parse(vector.instance, { statement: vector.statement, signature: vector.signature });
    expect(await outcome(act.then((parsed) => verifyStatement(parsed, certificate)))).toBe(vector.expect);
  });
});

/** Reads a statement of the instance as a client that pinned the key of the vector does. */
const readReceipt = ({ instance, logKey }: Pick<InstanceVector, 'instance' | 'logKey'>, { statement, signature }: SignedStatement) =>
  verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, { instanceId: instance, logKey }, { statement, signature });

describe('a statement of the instance', () => {
  it.each(read<InstanceVector>('instance-statements.json'))('$name: $expect', async (vector) => {
    expect(await outcome(Promise.resolve().then(() => readReceipt(vector, vector)))).toBe(vector.expect);
  });
});

describe('a statement of every kind', () => {
  it('is accepted by its own reader and by no other', async () => {
    const receipts = read<InstanceVector>('instance-statements.json').filter((vector) => vector.expect === 'ok');
    const [{ logKey }] = receipts as [InstanceVector];
    const readers: Record<string, (instance: string, signed: SignedStatement) => Promise<unknown>> = {
      ...parsers,
      [ERASE_RECEIPT]: (instance, signed) => readReceipt({ instance, logKey }, signed),
    };
    const good = [
      ...read<StatementVector>('statements.json').filter((vector) => vector.expect === 'ok'),
      ...receipts.map((vector) => ({ ...vector, context: ERASE_RECEIPT })),
    ];
    expect(new Set(good.map((vector) => vector.context))).toEqual(new Set(Object.keys(readers)));
    for (const { name, context: own, instance, statement, signature } of good) {
      for (const [context, reader] of Object.entries(readers)) {
        const found = await outcome(reader(instance, { statement, signature }));
        expect([name, context, found]).toEqual([name, context, context === own ? 'ok' : 'E_CONTEXT']);
      }
    }
  });
});

describe('an account chain', () => {
  it.each(read<ChainVector>('account-chains.json'))('$name: $expect', async (vector) => {
    const replay = replayAccountChain(vector.instance, vector.accountId, vector.events, vector.certificates.map(fromB64u));
    expect(await outcome(replay)).toBe(vector.expect);
  });
});

describe('the tree of an anchor', () => {
  it.each(read<TreeVector>('anchors.json'))('over $size leaves', async ({ size, root, leaves }) => {
    expect(await anchorRoot(leaves)).toEqual({ size, root });
    const anchor = { size, root } as Anchor;
    for (const [index, { path, ...leaf }] of leaves.entries()) {
      expect(await outcome(requireAnchored(anchor, leaf, { index, path }))).toBe('ok');
      const others = [{ version: leaf.version + 1 }, { manifestHash: root }, { elementId: leaves[index - 1]?.elementId ?? `elm_${root}` }];
      for (const other of others) {
        expect(await outcome(requireAnchored(anchor, { ...leaf, ...other }, { index, path }))).toBe('E_HASH');
      }
    }
  });

  it('is made of leaves in ascending order only, each element once', async () => {
    const { leaves } = read<TreeVector>('anchors.json').at(-1) as TreeVector;
    expect(await outcome(anchorRoot(leaves))).toBe('ok');
    expect(await outcome(anchorRoot(leaves.toReversed()))).toBe('E_FORMAT');
    expect(await outcome(anchorRoot(leaves.flatMap((leaf) => [leaf, leaf])))).toBe('E_FORMAT');
  });
});
