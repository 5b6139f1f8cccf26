import type { PageAct, PageActs } from './harness/page-trial.ts';
import { declarePageRows } from './harness/page-trial.ts';
import {
  catchUp,
  catchUpOn,
  catchUpOnPlanted,
  changePassword,
  enter,
  enterAfterChange,
  enterAfterChangeUntouched,
  enterUntouched,
  findDoctor,
  openElement,
  openFirstVersion,
  recover,
  recoverTyped,
  renewKeys,
  shareWithDoctor,
  viewErased,
  viewHistory,
  writeOn,
} from './rows/acts.ts';
import { keyChange } from './rows/h02-key-change.ts';
import { injection } from './rows/h23-injection.ts';
import { recovery } from './rows/h38-recovery.ts';
import { contexts } from './rows/h26-contexts.ts';
import { keyBundle } from './rows/h07-key-bundle.ts';
import { keyOverwriting } from './rows/h08-key-overwriting.ts';
import { subkeys } from './rows/h06-subkeys.ts';
import { unsignedLink } from './rows/h09-unsigned-link.ts';
import { grafts } from './rows/h14-grafts.ts';
import { forwarding } from './rows/h15-forwarding.ts';
import { integrity } from './rows/h17-integrity.ts';
import { swap } from './rows/h19-swap.ts';
import { rollback } from './rows/h20-rollback.ts';
import { fields } from './rows/h21-fields.ts';
import { columns } from './rows/h22-columns.ts';
import { unsignedStatements } from './rows/h25-unsigned.ts';
import { signers } from './rows/h27-signers.ts';
import { oracle } from './rows/h29-oracle.ts';
import { bombs } from './rows/h30-bombs.ts';
import { otherCertificates } from './rows/h31-certificates.ts';
import { otherKeys } from './rows/h31-keys.ts';
import { otherPackets } from './rows/h31-packets.ts';
import { settings } from './rows/h32-settings.ts';
import { salts } from './rows/h33-salt.ts';
import { loginSecret } from './rows/h34-login-secret.ts';
import { replay } from './rows/h39-replay.ts';
import { findAlice } from './rows/statements.ts';

const nothing = () => undefined;

const ACTS: PageActs = new Map<unknown, PageAct>([
  [openElement, { place: 'element' }],
  [openFirstVersion, { place: 'element', meet: openElement }],
  [viewHistory, { place: 'element', meet: openElement }],
  [writeOn, { place: 'element', meet: openElement }],
  [viewErased, { place: 'inside', meet: nothing }],
  [findDoctor, { place: 'inside' }],
  [findAlice, { place: 'inside' }],
  [shareWithDoctor, { place: 'inside', meet: findDoctor }],
  [catchUp, { place: 'inside' }],
  [catchUpOn, { place: 'inside' }],
  [catchUpOnPlanted, { place: 'inside' }],
  [changePassword, { place: 'inside', meet: nothing }],
  [renewKeys, { place: 'inside', meet: nothing }],
  [enter, { place: 'door' }],
  [enterUntouched, { place: 'door' }],
  [enterAfterChange, { place: 'door' }],
  [enterAfterChangeUntouched, { place: 'door' }],
  [recover, { place: 'door' }],
  [recoverTyped, { place: 'door' }],
]);

const rows = [
  ...keyChange,
  ...subkeys,
  ...keyBundle,
  ...keyOverwriting,
  ...unsignedLink,
  ...grafts,
  ...forwarding,
  ...integrity,
  ...swap,
  ...rollback,
  ...fields,
  ...columns,
  ...injection,
  ...unsignedStatements,
  ...contexts,
  ...signers,
  ...oracle,
  ...bombs,
  ...otherCertificates,
  ...otherKeys,
  ...otherPackets,
  ...settings,
  ...salts,
  ...loginSecret,
  ...recovery,
  ...replay,
];

/** Of what a browser has opened or heard of once it does not ask again: there these attacks change nothing. */
const NOT_ASKED_FOR: ReadonlySet<string> = new Set([
  'serves the data and key packet of another element of an owner',
  'tells in the feed of another version in the place of the one that was read',
  // A page that shows the element asks for it again as soon as it hears of something, and refuses it there.
  'has an accomplice who signs another newest version, in the place of the one that was read',
  // A page syncs by itself before somebody asks it to, and at the second time another check says the same.
  'names an older version as the newest one when lists are brought up to date',
]);

declarePageRows(
  rows.filter(({ act, does }) => ACTS.has(act) && !NOT_ASKED_FOR.has(does)),
  ACTS,
);
