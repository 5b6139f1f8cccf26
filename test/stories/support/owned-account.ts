import { CLIENT_HEADER, PROTOCOL, PROTOCOL_HEADER } from '@sealchart/protocol';
import type { KeyBundle } from '@sealchart/protocol';
import type { RecoveryKit, SealchartClient } from '@sealchart/sdk';
import { breakIn, fastKdf, secretsOfKit, secretsOfPassword } from '@sealchart/sdk/testing';
import type { Loot, WaySecrets } from '@sealchart/sdk/testing';
import type { AccountDevice } from './account-device.ts';
import type { BundleTable } from './bundle-table.ts';
import { kdfOf } from './bundle-table.ts';
import { expectEqual } from './demands.ts';
import type { InProcessServer } from './in-process-server.ts';

/** Acts that write a key bundle. */
export type KeyAct = 'changePassword' | 'makeRecoveryKit' | 'rotate' | 'secure' | 'recover';

/** An act with all that its person chose for it. */
export interface PlannedAct {
  readonly name: KeyAct;
  /** What is the password once it was done. */
  readonly password: string;
  /** Gives the kit that holds afterwards, where the act makes one. */
  readonly run: (client: SealchartClient) => Promise<RecoveryKit | undefined>;
}

/** Everything of one bundle that its owner had in hand while it was the newest. */
export interface Snapshot {
  readonly bundle: KeyBundle;
  readonly password: WaySecrets;
  /** Undefined where there is no kit, or its words reached nobody. */
  readonly kit: WaySecrets | undefined;
  readonly loot: Loot;
}

/** An account, and what its owner knows of it: what holds, and what holds no more. */
export class OwnedAccount {
  readonly server: InProcessServer;
  readonly bundles: BundleTable;
  readonly identifier = `owner.${crypto.randomUUID()}@example.org`;
  accountId = '';
  password = choosePassword();
  kit: RecoveryKit | undefined;
  notes = 0;
  /** One for each bundle, oldest first. */
  readonly history: Snapshot[] = [];

  constructor(server: InProcessServer, bundles: BundleTable) {
    this.server = server;
    this.bundles = bundles;
  }

  get newest(): Snapshot {
    return this.history.at(-1) as Snapshot;
  }

  /** Registers on a device, which is unlocked then. */
  async register({ client }: AccountDevice): Promise<void> {
    const { identifier, password } = this;
    this.accountId = (await client.register({ identifier, name: 'Owner', password, device: 'first' })).accountId;
    await this.remember();
  }

  /** The person says that the password may have been changed elsewhere. */
  async login({ client }: AccountDevice, isPasswordChanged = true): Promise<void> {
    const { identifier, password } = this;
    await client.login({ identifier, password, device: 'a device', isPasswordChanged });
  }

  async writeNote({ client }: AccountDevice): Promise<void> {
    const [created] = await client.create([{ schema: 'text/plain', title: 'Pulse', body: noteOf(this.notes) }]);
    expectEqual(created?.ok, true);
    this.notes += 1;
  }

  plan(name: KeyAct): PlannedAct {
    const { password, kit, identifier } = this;
    const newPassword = choosePassword();
    const acts: Record<KeyAct, Omit<PlannedAct, 'name'>> = {
      changePassword: { password: newPassword, run: (client) => withoutKit(client.changePassword({ password, newPassword })) },
      makeRecoveryKit: { password, run: (client) => client.makeRecoveryKit({ password }) },
      rotate: { password, run: (client) => withoutKit(client.rotate({ password })) },
      secure: { password: newPassword, run: async (client) => (await client.secure({ password, newPassword })).kit },
      recover: {
        password: newPassword,
        run: (client) => {
          if (!kit) throw new Error('no kit to recover with');
          return withoutKit(client.recover({ kit, identifier, newPassword, device: 'a device' }));
        },
      },
    };
    return { name, ...acts[name] };
  }

  /** Learns from the server whether it took an act; `kit` is what the act gave. An act is one bundle, or none. */
  async settle({ name, password }: PlannedAct, kit: RecoveryKit | undefined): Promise<boolean> {
    const { version = 0 } = (await this.bundles.newest(this.accountId)) ?? {};
    const writes = version - this.newest.bundle.version;
    if (writes === 0) return false;
    expectEqual([name, writes], [name, 1]);
    this.password = password;
    if (name === 'makeRecoveryKit' || name === 'secure') this.kit = kit;
    await this.remember();
    return true;
  }

  /** Keeps what the newest bundle opens with: the password that holds must open it. */
  async remember(): Promise<void> {
    const place = await this.#place();
    const bundle = (await this.bundles.newest(this.accountId)) as KeyBundle;
    const password = await secretsOfPassword(fastKdf(), place, this.password, kdfOf(bundle));
    const kit = this.kit && (await secretsOfKit(place, this.kit.words));
    const slotSecrets = [password.slot, ...(kit ? [kit.slot] : [])];
    for (const secret of slotSecrets) {
      const opened = await breakIn(place.instanceId, bundle, { slotSecrets: [secret], accountKeys: [], identities: [] });
      if (!opened) throw new Error('what holds does not open the newest bundle');
      if (secret !== password.slot) continue;
      const loot = { slotSecrets, accountKeys: [opened.accountKey], identities: [...opened.identities] };
      this.history.push({ bundle, password, kit, loot });
    }
  }

  /** Everything that a thief has who kept all of these bundles and their secrets. */
  lootOf(snapshots: readonly Snapshot[]): Loot {
    const unique = new Map(snapshots.flatMap(({ loot }) => loot.identities.map((one) => [one.certificate.fingerprint, one])));
    return {
      slotSecrets: snapshots.flatMap(({ loot }) => loot.slotSecrets),
      accountKeys: snapshots.flatMap(({ loot }) => loot.accountKeys),
      identities: [...unique.values()],
    };
  }

  /** Whether loot opens a bundle. */
  async opens(loot: Loot, bundle: KeyBundle): Promise<boolean> {
    return (await breakIn((await this.#place()).instanceId, bundle, loot)) !== undefined;
  }

  async #place(): Promise<{ readonly instanceId: string; readonly realm: string }> {
    const { http, url } = this.server;
    const { body } = await http.send({ method: 'GET', url: `${url}/v1/instance`, headers: RAW_HEADERS });
    return JSON.parse(body) as { instanceId: string; realm: string };
  }
}

/** What every request says of its program. */
export const RAW_HEADERS = { [CLIENT_HEADER]: 'stories/0.1.0', [PROTOCOL_HEADER]: String(PROTOCOL), 'content-type': 'application/json' };

/** What the n-th note of an owner says, from 0. */
export const noteOf = (n: number): string => `beats of measurement ${n}`;

const choosePassword = (): string => `long password ${crypto.randomUUID()}`;

async function withoutKit(act: Promise<unknown>): Promise<undefined> {
  await act;
  return undefined;
}
