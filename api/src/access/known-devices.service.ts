import { Injectable } from '@nestjs/common';
import { SESSIONS } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Clock } from '../platform/clock.ts';
import { DEVICE_DAYS } from './known-device.ts';
import { KnownDevicesRepository } from './known-devices.repository.ts';
import { isTokenForm, makeToken, tokenHash } from './token.ts';

const DAY_MS = 86_400_000;
/** Known devices of one account: as many as it may have sessions. */
const DEVICES_OF_ACCOUNT = SESSIONS;

/** A device that got into an account before. */
export interface KnownDevice {
  /** SHA-256 of its token. */
  readonly deviceId: string;
  readonly accountId: string;
}

/**
 * Devices that got in before. Their tries are counted apart, so that no stranger's wrong passwords delay them; a token opens nothing
 * without the password.
 */
@Injectable()
export class KnownDevices {
  constructor(
    private readonly devices: KnownDevicesRepository,
    private readonly clock: Clock,
  ) {}

  /** Whose device holds this token; undefined when nobody's does. Asks the database once, token or not. */
  async find(token: string | undefined): Promise<KnownDevice | undefined> {
    const isToken = token !== undefined && isTokenForm(token);
    const since = new Date(this.clock.now() - DEVICE_DAYS * DAY_MS);
    const found = await this.devices.find(isToken ? tokenHash(token) : '', since);
    return found ? { deviceId: found._id, accountId: found.accountId } : undefined;
  }

  /** A new token of a device, told once; inside a transaction in the database of the accounts if one is given. */
  async issue(accountId: string, device: string, session?: ClientSession): Promise<string> {
    const { token, hash } = makeToken();
    const now = new Date(this.clock.now());
    await this.devices.create({ _id: hash, accountId, device, createdAt: now, lastUsedAt: now, failures: 0 }, session);
    await this.devices.trim(accountId, DEVICES_OF_ACCOUNT, session);
    return token;
  }

  /** A token ends: the device has a newer one, or none. */
  async forget({ deviceId, accountId }: KnownDevice): Promise<void> {
    await this.devices.delete(deviceId, accountId);
  }

  /** Forgets all devices of an account; how many. */
  async endAll(accountId: string, session: ClientSession): Promise<number> {
    return this.devices.deleteAll(accountId, session);
  }

  /** Counts a try before it is judged. False when the token has none left: from then on it is an unknown device. */
  async takeTry({ deviceId }: KnownDevice): Promise<boolean> {
    return this.devices.takeTry(deviceId);
  }

  /** The try was not judged. */
  async giveTryBack({ deviceId }: KnownDevice): Promise<void> {
    await this.devices.giveTryBack(deviceId);
  }
}
