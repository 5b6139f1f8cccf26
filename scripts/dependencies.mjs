// npm run dependencies: notes size and day of release of each direct dependency whose version changed, and writes docs/dependencies.md.
// The reason ("why" in docs/dependencies.json) is a person's.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { directDependencies, readTables } from './dependencies/direct.mjs';
import { digestRefusals, installScriptRefusals } from './dependencies/install-scripts.mjs';
import { licenceRefusals } from './dependencies/licences.mjs';
import { dependencyPage } from './dependencies/page.mjs';
import { root } from './project.mjs';
import { Refusal, runScript } from './refusal.mjs';

/** Notes what changed; gives the notes in the order of the names, those of dropped packages left out. */
function renewNotes({ manifests, lock, notes }) {
  const renewed = { '': notes[''] };
  for (const { name, version, path } of directDependencies({ manifests, lock })) {
    const known = notes[name];
    renewed[name] =
      known?.version === version
        ? known
        : { version, released: dayOfRelease(name, version), kibibytes: sizeOf(join(root, path)), why: known?.why ?? '' };
  }
  return renewed;
}

/** `YYYY-MM-DD` of one version, asked of the registry. */
function dayOfRelease(name, version) {
  const isWindows = process.platform === 'win32';
  const { status, stdout } = spawnSync('npm', ['view', name, 'time', '--json'], { cwd: root, encoding: 'utf8', shell: isWindows });
  const day = status === 0 ? JSON.parse(stdout)[version]?.slice(0, 10) : undefined;
  if (day === undefined) throw new Refusal(`the registry does not say when ${name} ${version} was released`);
  return day;
}

/** KiB of the package's own files, rounded up. */
function sizeOf(folder) {
  if (!existsSync(folder)) throw new Refusal(`${folder} is absent: install first`);
  const own = readdirSync(folder, { recursive: true }).filter((name) => !/(?:^|[/\\])node_modules(?:[/\\]|$)/.test(name));
  const bytes = own.map((name) => statSync(join(folder, name))).filter((entry) => entry.isFile());
  return Math.ceil(bytes.reduce((sum, { size }) => sum + size, 0) / 1024);
}

if (process.argv[1] === import.meta.filename) {
  await runScript(() => {
    const tables = readTables();
    const refused = [
      ...licenceRefusals(tables.lock),
      ...installScriptRefusals(tables.manifests[''], tables.lock),
      ...digestRefusals(tables.lock),
    ];
    if (refused.length > 0) throw new Refusal(`not taken:\n  ${refused.join('\n  ')}`);
    const notes = renewNotes(tables);
    writeFileSync(join(root, 'docs/dependencies.json'), `${JSON.stringify(notes, null, 2)}\n`);
    writeFileSync(join(root, 'docs/dependencies.md'), dependencyPage({ ...tables, notes }));
    console.log(`docs/dependencies.md tells of ${Object.keys(notes).length - 1} packages`);
  });
}
