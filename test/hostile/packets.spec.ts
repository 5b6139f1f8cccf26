import { declareRows } from './harness/declare.ts';
import { otherPackets } from './rows/h31-packets.ts';

declareRows(otherPackets);
