// npm run build:web:check: builds the web client once more, in another folder, and compares every byte. Says the digest when all are the same.
import { build } from './build.mjs';
import { installMissing } from './install.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { buildDigest, fileDigests } from './web-digest.mjs';
import { buildElsewhere } from './web-elsewhere.mjs';
import { buildWeb, webOut } from './web.mjs';

/** What two builds do not have alike, as sentences in the order of the paths. */
export function differences(first, second) {
  const paths = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  return paths.flatMap((path) => {
    if (!second.has(path)) return [`${path} is in the first build only`];
    if (!first.has(path)) return [`${path} is in the second build only`];
    return first.get(path) === second.get(path) ? [] : [`${path} differs`];
  });
}

/** Compares the client as it is built here with one built elsewhere; gives { digest, files }. Throws a Refusal that names what differs. */
export function checkWeb() {
  const first = fileDigests(webOut);
  const differing = differences(first, buildElsewhere());
  if (differing.length > 0) throw new Refusal(`the two builds are not the same:\n  ${differing.join('\n  ')}`);
  return { digest: buildDigest(first), files: first.size };
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await installMissing();
    build(['protocol', 'mobile-sdk']);
    buildWeb();
    console.log('building the web client once more, in another folder');
    const { digest, files } = checkWeb();
    console.log(`two builds in two folders are the same: ${files} files, digest ${digest}`);
  });
}
