import type { Stage } from '../bench.ts';
import type { Row } from '../table.ts';
import { knownDeviceRows } from './known-device.ts';
import { newDeviceRows } from './new-device.ts';

/** What a person waits for who opens a record of thousands of elements: on a device that knows it, and on one that does not. */
export async function measure(stage: Stage): Promise<Row[]> {
  return [...(await knownDeviceRows(stage)), ...(await newDeviceRows(stage))];
}
