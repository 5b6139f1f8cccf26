import type { SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { testPorts } from '@sealchart/sdk/testing';

/** A program of somebody outside of any browser: another device, for what a story needs to happen elsewhere. */
export function programAt(server: string): SealchartClient {
  return createClient({ server, client: { name: 'elsewhere', version: '0.1.0' }, ports: testPorts() });
}
