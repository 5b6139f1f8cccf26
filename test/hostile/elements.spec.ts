import { declareRows } from './harness/declare.ts';
import { keyChange } from './rows/h02-key-change.ts';
import { swap } from './rows/h19-swap.ts';
import { rollback } from './rows/h20-rollback.ts';
import { offline } from './rows/offline.ts';

declareRows([...keyChange, ...swap, ...rollback, ...offline]);
