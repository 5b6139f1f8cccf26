import type { Bytes } from '@sealchart/protocol';
import { concatBytes, fromB64u, readPacket, toB64u } from '@sealchart/protocol';
import type { Defence } from '../harness/build.ts';
import { row } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import type { OnElement } from './acts.ts';
import { findDoctor, shareWithDoctor } from './acts.ts';
import { NAMED_CERTIFICATE, SELF_SIGNATURES } from './account-checks.ts';
import { acceptWrites, anyOf, stolenFrom } from './accounts.ts';
import { onEntry } from './answers.ts';
import { writeNote } from './people.ts';

const MODULE = 'protocol/src/openpgp/certificate.ts';
/** Nothing may stand behind the packets of a certificate. */
const NOTHING_BEHIND: Defence = { module: MODULE, check: 'end' };
/** A certificate has all packets of its profile; in its place a reader that takes the primary key for everything where there is no other. */
const ALL_PACKETS: Defence = {
  module: MODULE,
  check: 'readParts',
  body: `const packets = new PacketSequence(bytes);
    const signing = await importSigningKey(await readPublicKey(packets.take(PACKET.publicKey), 6, 'sign'));
    packets.take(PACKET.signature);
    const subkey = bytes.length < 300 ? signing : await readPublicKey(packets.take(PACKET.publicSubkey), 6, 'encrypt');
    return { profile: 'modern', bytes, hash: await sha256B64u(bytes), fingerprint: signing.fingerprint, signing, encryption: subkey };`,
};

/** The packets of a certificate: primary key, its signature, subkey, its binding. */
function packetsOf(certificate: string): Bytes[] {
  const bytes = fromB64u(certificate);
  const packets: Bytes[] = [];
  for (let at = 0; at < bytes.length;) {
    const { end } = readPacket(bytes, at);
    packets.push(bytes.slice(at, end));
    at = end;
  }
  return packets;
}

/** What a server makes of the certificate of a person and of one of its own. */
type Change = (genuine: readonly Bytes[], own: readonly Bytes[]) => readonly Bytes[];

/** The victim has found the doctor, and has one note to share. */
async function setup(stage: Stage) {
  const [victim, doctor, thief] = [await stage.victim('Kim'), await stage.actor('Dr Ada'), await stage.actor('Eve')];
  const { entry } = await stolenFrom(thief);
  return { victim, doctor, attackers: [thief], own: packetsOf(entry.certificates[0] ?? '') };
}

type Met = Awaited<ReturnType<typeof setup>>;

const serve =
  (change: Change) =>
  ({ victim, doctor, own }: Met): void =>
    victim.tamper(
      anyOf(
        onEntry((entry) =>
          entry.accountId === doctor.account.accountId
            ? { ...entry, certificates: entry.certificates.map((one) => toB64u(concatBytes(...change(packetsOf(one), own)))) }
            : entry,
        ),
        acceptWrites,
      ),
    );

const CHANGES: readonly { readonly does: string; readonly change: Change; readonly defences: readonly Defence[] }[] = [
  {
    does: 'appends a subkey of its own, bound by its own key, to the certificate of a person',
    change: (genuine, own) => [...genuine, ...own.slice(2)],
    defences: [NOTHING_BEHIND, NAMED_CERTIFICATE],
  },
  {
    does: 'puts a subkey of its own, bound by its own key, in the place of the genuine one',
    change: (genuine, own) => [...genuine.slice(0, 2), ...own.slice(2)],
    defences: [SELF_SIGNATURES, NAMED_CERTIFICATE],
  },
  {
    does: 'strips the subkey from the certificate of a person',
    change: (genuine) => genuine.slice(0, 2),
    defences: [ALL_PACKETS, NAMED_CERTIFICATE],
  },
];

/** H06: subkeys injected into the certificate of a person, or stripped from it. */
export const subkeys = CHANGES.flatMap(({ does, change, defences }) => [
  row({
    id: 'H06',
    does,
    moment: 'first contact',
    code: 'E_CERT',
    defences,
    setup,
    mutate: serve(change),
    act: findDoctor,
  }),
  row<Met & OnElement>({
    id: 'H06',
    does,
    moment: 'after pinning',
    code: 'E_CERT',
    defences,
    async setup(stage) {
      const met = await setup(stage);
      await findDoctor(met);
      return { ...met, elementId: await writeNote(met.victim) };
    },
    mutate: serve(change),
    act: shareWithDoctor,
  }),
]);
