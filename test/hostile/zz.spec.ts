import { declareRows } from './harness/declare.ts';
import { swap } from './rows/h19-swap.ts';
import { rollback } from './rows/h20-rollback.ts';
declareRows([...swap, ...rollback]);
