// A real MongoDB for `npm start` and the tests. Run by itself it fetches mongod and prints where it is.
import { findMongod } from './mongod/binary.mjs';
import { runScript } from './refusal.mjs';

export { findMongod } from './mongod/binary.mjs';
export { startReplicaSet } from './mongod/replica-set.mjs';
export { startTemporaryMongod } from './mongod/temporary.mjs';

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => console.log(await findMongod({ say: console.error })));
}
