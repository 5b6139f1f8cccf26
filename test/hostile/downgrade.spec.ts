import { declareRows } from './harness/declare.ts';
import { otherCertificates } from './rows/h31-certificates.ts';
import { otherKeys } from './rows/h31-keys.ts';

declareRows([...otherCertificates, ...otherKeys]);
