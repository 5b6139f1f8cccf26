// Writes docs/settings.md from the server's schema of its environment. Run after a build, on the project's Node: npm exec -- node scripts/settings-doc.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const valueOf = ({ isRequired, default: fallback }) => (isRequired ? 'required' : fallback === undefined ? '' : `\`${fallback}\``);

/** The page, from the table of settings of `@sealchart/api`. */
export function settingsPage(settings) {
  const rows = settings.map((setting) => `| \`${setting.name}\` | ${valueOf(setting)} | ${setting.meaning} |`);
  return `# Settings

Settings are environment variables. The server reads them once, lists all that are wrong at once (names only), and does not start until they are right.
\`npm exec -- node api/dist/main.js --print-config\` shows what it would run with, passwords masked. Made from \`api/src/platform/config/environment.ts\` by
\`npm exec -- node scripts/settings-doc.mjs\`.

| name | default | meaning |
|---|---|---|
${rows.join('\n')}

\`npm start\` sets the two MongoDB addresses and the secrets folder itself unless you do. It reads besides:

| name | default | meaning |
|---|---|---|
| \`DATA_DIR\` | \`.data\` | folder of everything that \`npm start\` keeps: database, secrets, logs |
| \`MONGOD_BINARY\` | \`mongod\` on the PATH, else one is fetched | the MongoDB server to start |
| \`SEALCHART_CACHE\` | the user's cache folder | where a fetched MongoDB server is kept |

Secrets (pepper, keys) are never settings: the server makes them at first start in the secrets folder, mode 600. Keep a copy of that folder with each copy of the database:
without it nobody can log in. The realm, the host name that every password proof is bound to, is the host of \`PUBLIC_URL\` at first start and stays.
`;
}

if (process.argv[1] === import.meta.filename) {
  const { SETTINGS } = await import('@sealchart/api');
  writeFileSync(join(import.meta.dirname, '../docs/settings.md'), settingsPage(SETTINGS));
}
