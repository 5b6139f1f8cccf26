import type { Bytes, Certificate } from '@sealchart/protocol';
import { fromB64u, toB64u } from '@sealchart/protocol';
import type { ForgedVersion, Forgery } from '@sealchart/sdk/testing';
import { exportSecretKey } from '@sealchart/sdk/testing';
import * as openpgp from 'openpgp';
import type { Stage } from '../harness/stage.ts';
import { asReader, continued, forgedAuthor, forgedNext, serveView, wholeView } from './forging.ts';
import { noteForVictim } from './people.ts';

/** A note for the victim whose owner signs and seals whatever the server likes. */
export async function noteOfAccomplice(stage: Stage) {
  const note = await noteForVictim(stage);
  const [author, reader] = [await forgedAuthor(stage, note.owner), await forgedAuthor(stage, note.victim)];
  return { ...note, author, reader, view: await wholeView(note.owner, note.elementId) };
}

export type NoteOfAccomplice = Awaited<ReturnType<typeof noteOfAccomplice>>;

/** What of a version its author makes in another way than every client does. */
export type OtherWay = Pick<Forgery, 'inner' | 'reference' | 'manifest' | 'pad' | 'seal' | 'wrap' | 'sign'>;

/** Serves one more version of the note, made by its owner. */
export async function serveVersion({ victim, view, author, reader }: NoteOfAccomplice, way: OtherWay): Promise<ForgedVersion> {
  const readers = [asReader(author, 'owner'), asReader(reader, 'viewer')];
  const version = await forgedNext(author, view, readers, way);
  victim.tamper(serveView(continued(view, version, reader)));
  return version;
}

/** As what a server does. */
export const serve = (way: OtherWay) => async (world: NoteOfAccomplice) => void (await serveVersion(world, way));

/** The secret key of an author, as the library has it: without any of our rules. */
export function libraryKey({ author }: Pick<NoteOfAccomplice, 'author'>): Promise<openpgp.PrivateKey> {
  return openpgp.readPrivateKey({ binaryKey: exportSecretKey(author.identity) });
}

/** A certificate, as the library has it. */
export function libraryCertificate({ bytes }: Certificate): Promise<openpgp.Key> {
  return openpgp.readKey({ binaryKey: bytes });
}

const SHA_512: openpgp.PartialConfig = { preferredHashAlgorithm: openpgp.enums.hash.sha512 };

/** A binary signature by the library; with SHA-512 unless its settings say otherwise. */
export async function signWithLibrary(bytes: Bytes, signingKeys: openpgp.PrivateKey, config = SHA_512): Promise<Bytes> {
  const message = await openpgp.createMessage({ binary: bytes });
  return fromB64u(toB64u(await openpgp.sign({ message, signingKeys, detached: true, format: 'binary', config })));
}
