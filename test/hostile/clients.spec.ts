import { declareClientRows } from './harness/client-trial.ts';
import { authorisation } from './rows/u01-authorisation.ts';
import { fields } from './rows/u02-fields.ts';
import { operators } from './rows/u03-operators.ts';
import { withdrawn } from './rows/u04-withdrawn.ts';
import { crossSite } from './rows/u06-cross-site.ts';
import { quotas } from './rows/u07-quotas.ts';
import { stolenDatabase } from './rows/u08-stolen-database.ts';
import { concurrentWrites } from './rows/u09-concurrent-writes.ts';

declareClientRows([
  ...authorisation,
  ...fields,
  ...operators,
  ...withdrawn,
  ...crossSite,
  ...quotas,
  ...stolenDatabase,
  ...concurrentWrites,
]);
