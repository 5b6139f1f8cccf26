import { declareClientRows } from './harness/client-trial.ts';
import { enumeration } from './rows/h36-enumeration.ts';
import { guessing } from './rows/h37-guessing.ts';

declareClientRows([...enumeration, ...guessing]);
