import { fingerprintQr } from '@sealchart/sdk';
import type { Host } from '../host.ts';

/** Acts around who somebody is. */
export interface PeopleActs {
  /** The modules of the own QR code, row by row; true is dark. Whoever scans it in person compares the own key. */
  ownCode(): Promise<readonly (readonly boolean[])[]>;
}

export function peopleActs(host: Host): PeopleActs {
  return { ownCode: async () => fingerprintQr((await host.client()).verificationCode()) };
}
