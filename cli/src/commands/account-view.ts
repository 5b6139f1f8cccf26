import type { OwnAccount } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';
import { fingerprintLine, wordsLine } from './person-view.ts';

/** The own account, one fact a line. */
export function accountLines(account: OwnAccount, profile: string, style: Style): string[] {
  return [
    `${style.bold(oneLine(account.name))}  <${oneLine(account.identifier)}>`,
    `  account      ${account.accountId}`,
    `  words        ${style.bold(wordsLine(account.words))}`,
    `  fingerprint  ${fingerprintLine(account.fingerprint)}`,
    `  server       ${oneLine(account.instance.server)} (realm ${oneLine(account.instance.realm)}, ${account.instance.instanceId})`,
    `  profile      ${profile}`,
  ];
}

/** The own account in answers of `--json`. */
export function accountJson(account: OwnAccount, profile: string): Record<string, unknown> {
  const { accountId, identifier, name, fingerprint, words } = account;
  const { server, instanceId, realm, logKey } = account.instance;
  return { profile, account: { accountId, identifier, name, fingerprint, words }, instance: { server, instanceId, realm, logKey } };
}
