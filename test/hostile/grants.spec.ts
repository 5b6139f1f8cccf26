import { declareRows } from './harness/declare.ts';
import { grafts } from './rows/h14-grafts.ts';
import { forwarding } from './rows/h15-forwarding.ts';
import { integrity } from './rows/h17-integrity.ts';

declareRows([...grafts, ...forwarding, ...integrity]);
