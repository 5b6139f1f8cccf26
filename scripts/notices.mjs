// The licences of everything that the web client ships, as one text: most of them ask to be handed on with the code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLocked } from './complete-lock.mjs';
import { lockedPackages } from './dependencies/licences.mjs';
import { root } from './project.mjs';

/** Workspaces whose code a browser gets. */
const SHIPPED = ['web', 'mobile-sdk', 'protocol'];
const TEXTS = /^(?:licen[cs]e|notice|copying)/i;
const RULE = `\n${'='.repeat(80)}\n\n`;

/** Packages of others that code in a browser may come from: what the shipped workspaces depend on, and all that this depends on in its turn. */
export function shippedPackages(lock) {
  const reached = new Set();
  const visit = (path) => {
    const { dependencies = {} } = lock.packages[path];
    for (const name of Object.keys(dependencies)) {
      const found = findLocked(lock.packages, path, name);
      const target = found === undefined || !lock.packages[found].link ? found : lock.packages[found].resolved;
      if (target === undefined || reached.has(target)) continue;
      reached.add(target);
      visit(target);
    }
  };
  for (const workspace of SHIPPED) visit(workspace);
  return lockedPackages(lock)
    .filter(({ path }) => reached.has(path))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** One for each package: its name and licence, and the licence's own texts, none where it brings none. */
export function noticesOf(lock, folder = root) {
  return shippedPackages(lock).map(({ name, version, licence, path }) => {
    const files = readdirSync(join(folder, path)).filter((file) => TEXTS.test(file));
    const texts = files.toSorted().map((file) => readFileSync(join(folder, path, file), 'utf8').trim());
    return { name, version, licence, texts };
  });
}

/** All of them as one text. */
export function thirdPartyNotices(lock) {
  const parts = noticesOf(lock).map(({ name, version, licence, texts }) =>
    [`${name} ${version}\nLicence: ${licence}`, ...texts].join('\n\n'),
  );
  const head = 'This client is made with the work of others. Their names and licences:';
  return `${[head, ...parts].join(RULE)}\n`;
}
