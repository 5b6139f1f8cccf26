import type { Outcome } from '../client-api/edits.ts';
import type { Draft } from '../client-api/elements.ts';
import { SealchartError } from '@sealchart/protocol';
import { addAddendum } from '../features/edits/addendum.ts';
import { conflictsOf, resolveConflict } from '../features/edits/conflicts.ts';
import { restoreContent, updateElement } from '../features/edits/update.ts';
import { discardEdit, sendWaiting, waitingEdits } from '../features/edits/waiting.ts';
import { createElements } from '../features/elements/creation.ts';
import { listElements } from '../features/elements/listing.ts';
import { openElement } from '../features/elements/opening.ts';
import type { HttpClient } from '../ports/http-client.ts';
import { syncElements } from '../sync/sync.ts';
import { DirectoryAccount } from './directory-account.ts';
import { fixedClock } from './fixed-clock.ts';
import { RecordDevice } from './record-device.ts';
import type { RecordServer } from './record-server.ts';

/** A device whose network breaks down as a spec says. Each act opens it anew, as after a restart. */
export class EditDevice {
  readonly account: DirectoryAccount;
  /** `lost`: the server answers, and nobody hears it. */
  network: 'there' | 'away' | 'lost' | 'logged out' = 'there';
  readonly #opened: Promise<RecordDevice>;

  constructor(account: DirectoryAccount, server: RecordServer) {
    this.account = account;
    const http: HttpClient = {
      send: async (request) => {
        if (this.network === 'logged out') throw new SealchartError('E_UNAUTHENTICATED');
        if (this.network === 'away') throw new SealchartError('E_NETWORK');
        const answer = await server.send(request);
        if (this.network === 'lost' && request.url.endsWith('/batch')) throw new SealchartError('E_NETWORK');
        return answer;
      },
    };
    this.#opened = RecordDevice.create(account, server, { http, clock: fixedClock(Date.now()) });
  }

  context = async () => (await this.#opened).open();
  create = async (draft: Draft): Promise<string> => {
    const [outcome] = await createElements(await this.context(), [draft]);
    return outcome?.elementId ?? '';
  };
  read = async (elementId: string) => openElement(await this.context(), elementId);
  update = async (elementId: string, draft: Draft, base?: number) =>
    updateElement(await this.context(), elementId, draft, base === undefined ? {} : { base });
  remark = async (elementId: string, text: string) => addAddendum(await this.context(), elementId, text);
  resolve = async (elementId: string, ...[resolution]: [Parameters<typeof resolveConflict>[2]]) =>
    resolveConflict(await this.context(), elementId, resolution);
  restore = async (elementId: string, contentVersion: number) => restoreContent(await this.context(), elementId, contentVersion);
  discard = async (elementId: string) => discardEdit(await this.context(), elementId);
  waiting = async () => waitingEdits(await this.context());
  conflicts = async () => conflictsOf(await this.context());
  sync = async () => syncElements(await this.context());
  /** The first half of a sync. */
  flush = async () => sendWaiting(await this.context());
  list = async () => listElements(await this.context());

  async while(network: EditDevice['network'], act: () => Promise<Outcome>): Promise<Outcome> {
    this.network = network;
    try {
      return await act();
    } finally {
      this.network = 'there';
    }
  }
}

/** An account that the server shows. */
export async function joinServer(server: RecordServer, name: string): Promise<DirectoryAccount> {
  const account = await DirectoryAccount.create(server.instance.instanceId, name, 'modern');
  server.show(account);
  return account;
}

/** Two devices of one account that both opened one element. */
export async function twoDevices(
  server: RecordServer,
  draft: Draft,
): Promise<{ readonly one: EditDevice; readonly two: EditDevice; readonly elementId: string }> {
  const account = await joinServer(server, 'Ada');
  const [one, two] = [new EditDevice(account, server), new EditDevice(account, server)];
  const elementId = await one.create(draft);
  await two.sync();
  await two.read(elementId);
  return { one, two, elementId };
}

/** A note. */
export function noteDraft(body: string, title = 'Title'): Draft {
  return { schema: 'text/plain', title, body };
}

/** A resource with these members beside its type. */
export function resourceDraft(members: Readonly<Record<string, unknown>>): Draft {
  return { schema: 'fhir/R4/Observation', title: 'Title', body: JSON.stringify({ resourceType: 'Observation', ...members }) };
}
