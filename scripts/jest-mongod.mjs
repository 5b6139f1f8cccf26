// Jest's global setup: one mongod for the whole run, however many projects ask for it.
import { startTemporaryMongod } from './mongod/temporary.mjs';

export default function setup() {
  globalThis.sealchartTestMongod ??= start();
  return globalThis.sealchartTestMongod;
}

async function start() {
  // A MongoDB given from outside is used as it is; nothing is started or removed.
  if (process.env.TEST_MONGODB_URI) return { stop: () => undefined };
  const server = await startTemporaryMongod({ prefix: 'sealchart-test-mongod-' });
  process.env.TEST_MONGODB_URI = server.uri;
  return server;
}
