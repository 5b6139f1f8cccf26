// The download of MongoDB's own server from its makers, through mongodb-memory-server-core, kept in the cache.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';

// A 7.0 opens the data files that the 6.0 of wheel.mjs wrote; an 8 would refuse them.
const version = '7.0.24';
const folder = () => join(cacheFolder(), `mongod-${version}`);

/** The program when an earlier run downloaded it whole (its checksum file is written last), otherwise undefined. */
export function cachedDownload() {
  if (!existsSync(folder())) return undefined;
  const checksum = readdirSync(folder()).find((name) => /^mongod.*\.md5$/.test(name));
  return checksum === undefined ? undefined : join(folder(), checksum.slice(0, -'.md5'.length));
}

/** Tries the download once: { binary }, or { reason } where the network is closed, which is an answer and not retried. */
export async function download() {
  process.env.MONGOMS_MAX_RETRIES = '1';
  process.env.MONGOMS_PREFER_GLOBAL_PATH = 'false';
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core/lib/util/MongoBinary.js');
    return { binary: await MongoBinary.getPath({ version, downloadDir: folder(), checkMD5: true }) };
  } catch (error) {
    return { reason: error.message.trim().split('\n').at(-1) };
  }
}
