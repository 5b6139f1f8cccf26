import type { ElementManifest, OpenFields, SignedStatement } from '@sealchart/protocol';

/** The same documents that the product keeps, field by field. */
export interface BareSession {
  readonly _id: string;
  readonly accountId: string;
  readonly expiresAt: Date;
}

export interface BareAccount {
  readonly _id: string;
  readonly certificateHash: string;
}

export interface BareCertificate {
  readonly _id: string;
  readonly bytes: Buffer;
}

export interface BareElement extends Pick<ElementManifest, 'recordId' | 'version' | 'audience' | 'content'> {
  readonly _id: string;
  readonly manifestHash: string;
  readonly contentAuthor: ElementManifest['author'];
}

export interface BareVersion {
  readonly _id: string;
  readonly recordId: string;
  readonly hash: string;
  readonly statement: Buffer;
  readonly signature: Buffer;
}

export interface BareContent {
  readonly _id: string;
  readonly recordId: string;
  readonly data: Buffer;
  readonly open: OpenFields;
}

export interface BareKeyPacket {
  readonly _id: string;
  readonly recordId: string;
  readonly epoch: number;
  readonly packet: Buffer;
}

export interface BareFeedHead {
  readonly _id: string;
  readonly seq: number;
}

export interface BareFeedRow {
  readonly _id: string;
  readonly principal: string;
  readonly seq: number;
  readonly kind: 'element';
  readonly id: string;
  readonly version: number;
  readonly hash: string;
}

/** A signed statement as the product's answers carry it. */
export function signedOf({ statement, signature }: BareVersion): SignedStatement {
  return { statement: statement.toString('base64url'), signature: signature.toString('base64url') };
}
