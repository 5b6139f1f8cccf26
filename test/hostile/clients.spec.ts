import { declareClientRows } from './harness/client-trial.ts';
import { authorisation } from './rows/u01-authorisation.ts';
import { withdrawn } from './rows/u04-withdrawn.ts';
import { quotas } from './rows/u07-quotas.ts';
import { stolenDatabase } from './rows/u08-stolen-database.ts';
import { concurrentWrites } from './rows/u09-concurrent-writes.ts';

declareClientRows([...authorisation, ...withdrawn, ...quotas, ...stolenDatabase, ...concurrentWrites]);
