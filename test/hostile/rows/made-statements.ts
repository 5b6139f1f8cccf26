import type { ElementView, SignedStatement } from '@sealchart/protocol';
import { ANCHOR, Anchor, ELEMENT_MANIFEST, ElementManifest, VERIFICATION, VerificationStatement, anchorRoot } from '@sealchart/protocol';
import type { ForgedAuthor, ForgedVersion } from '@sealchart/sdk/testing';
import { authorFields, forge, signStatement } from '@sealchart/sdk/testing';
import { asReader, named } from './forging.ts';
import { viewOfFirst } from './statements.ts';

/** Who is named as the author, and who signs. */
export interface Signing {
  readonly as: ForgedAuthor;
  readonly by?: ForgedAuthor;
}

const fieldsOf = ({ as }: Signing) =>
  authorFields({ instance: { instanceId: as.instanceId }, account: as, identity: as.identity }, Date.now());

/** The end of an element behind its newest version, as its owner would sign it. */
export async function eraseOf(signing: Signing, { value, hash }: Pick<ForgedVersion, 'value' | 'hash'>): Promise<ElementView> {
  const { as, by = as } = signing;
  const { elementId, recordId, version } = value;
  const { signed } = await signStatement(by.identity, Date.now(), ElementManifest, {
    context: ELEMENT_MANIFEST,
    ...fieldsOf(signing),
    kind: 'erase',
    elementId,
    recordId,
    version: version + 1,
    previous: hash,
    audience: [],
  });
  return { elementId, chain: [signed], newest: version + 1 };
}

/** A finding that a key was compared. */
export async function verificationOf(signing: Signing, subject: ForgedAuthor): Promise<SignedStatement> {
  const { as, by = as } = signing;
  const { signed } = await signStatement(by.identity, Date.now(), VerificationStatement, {
    context: VERIFICATION,
    ...fieldsOf(signing),
    subject: named(subject),
    method: 'words',
    result: 'verified',
    number: 1,
    previous: null,
  });
  return signed;
}

/** A statement as it is kept as a finding in the own record of `owner`, who wrote the element around it. */
export async function verificationElement(
  { owner, elementId }: { readonly owner: ForgedAuthor; readonly elementId: string },
  finding: SignedStatement,
): Promise<{ readonly view: ElementView; readonly forged: ForgedVersion }> {
  const forged = await forge(owner, {
    elementId,
    recordId: owner.accountId,
    at: Date.now(),
    readers: [asReader(owner, 'owner')],
    inner: { schema: VERIFICATION, title: 'Verification', body: JSON.stringify(finding) },
  });
  return { forged, view: viewOfFirst(elementId, forged, owner) };
}

/** An anchor over one version alone. */
export async function anchorOver(
  signing: Signing,
  recordId: string,
  leaf: { readonly elementId: string; readonly version: number; readonly manifestHash: string },
): Promise<SignedStatement> {
  const { as, by = as } = signing;
  const { signed } = await signStatement(by.identity, Date.now(), Anchor, {
    context: ANCHOR,
    ...fieldsOf(signing),
    recordId,
    number: 1,
    previous: null,
    ...(await anchorRoot([leaf])),
    cause: 'rotation',
  });
  return signed;
}
