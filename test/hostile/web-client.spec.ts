import type { PageActs } from './harness/page-trial.ts';
import { declarePageRows } from './harness/page-trial.ts';
import { enter, enterUntouched } from './rows/accounts.ts';
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
import { findDoctor, openElement } from './rows/people.ts';
import { findAlice } from './rows/statements.ts';

const ACTS: PageActs = new Map<unknown, 'element' | 'inside' | 'door'>([
  [openElement, 'element'],
  [findDoctor, 'inside'],
  [findAlice, 'inside'],
  [enter, 'door'],
  [enterUntouched, 'door'],
]);

const rows = [
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
  ...replay,
];

/** What a browser has opened once it does not ask for again: there this attack changes nothing. */
const NOT_ASKED_FOR = 'serves the data and key packet of another element of an owner';

declarePageRows(
  rows.filter(({ act, does }) => ACTS.has(act) && does !== NOT_ASKED_FOR),
  ACTS,
);
