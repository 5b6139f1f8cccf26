import { declareRows } from './harness/declare.ts';
import { injection } from './rows/h23-injection.ts';
import { unsignedStatements } from './rows/h25-unsigned.ts';
import { signers } from './rows/h27-signers.ts';

declareRows([...injection, ...unsignedStatements, ...signers]);
