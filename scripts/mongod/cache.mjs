import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of this user where fetched programs are kept between runs. SEALCHART_CACHE overrides it. */
export function cacheFolder(env = process.env) {
  return env.SEALCHART_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sealchart');
}
