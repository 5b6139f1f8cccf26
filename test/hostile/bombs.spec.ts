import { declareRows } from './harness/declare.ts';
import { bombs } from './rows/h30-bombs.ts';

declareRows(bombs);
