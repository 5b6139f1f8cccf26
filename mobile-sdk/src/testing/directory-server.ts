import type { AccountsRequest, DirectoryEntry, LookupRequest } from '@sealchart/protocol';
import { ERRORS } from '@sealchart/protocol';
import type { HttpClient } from '../ports/http-client.ts';
import { AccountServer } from './account-server.ts';

/** A server's account and directory routes, for specs of what a device believes of other accounts. It answers whatever it is told to. */
export class DirectoryServer implements HttpClient {
  readonly accounts = new AccountServer();
  readonly entries = new Map<string, DirectoryEntry>();
  readonly addresses = new Map<string, string>();
  /** Entries that fit into one answer. */
  room = Number.POSITIVE_INFINITY;
  /** Paths asked for, in order. */
  readonly paths: string[] = [];

  send: HttpClient['send'] = async (request) => {
    const path = new URL(request.url).pathname;
    this.paths.push(path);
    if (path === '/v1/directory/accounts') {
      const { accountIds } = JSON.parse(request.body ?? '') as AccountsRequest;
      if (accountIds.length > this.room) {
        const { status = 422, ...told } = ERRORS.E_LIMIT;
        return { ...respond({ type: 'urn:sealchart:error:E_LIMIT', ...told, status, code: 'E_LIMIT' }), status };
      }
      return respond({ entries: accountIds.flatMap((accountId) => this.entries.get(accountId) ?? []) });
    }
    const accountId =
      path === '/v1/directory/lookup' ? this.addresses.get((JSON.parse(request.body ?? '') as LookupRequest).identifier) : undefined;
    const entry = accountId === undefined ? undefined : this.entries.get(accountId);
    return entry ? respond(entry) : this.accounts.send(request);
  };

  /** Shows an account as it is now, under an address. */
  show(account: { entry(): DirectoryEntry }, address?: string): void {
    const entry = account.entry();
    this.entries.set(entry.accountId, entry);
    if (address !== undefined) this.addresses.set(address, entry.accountId);
  }
}

function respond(body: unknown): { status: number; headers: Record<string, string>; body: string } {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
