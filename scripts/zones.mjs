// oxlint plugin: imports go left only. Resolves relative specifiers, so the folder counts and not the spelling.
import { dirname, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Folders in import order; names in one row may not see each other. */
export const rows = {
  'protocol/src': [['openpgp'], ['statements'], ['wire']],
  'api/src': [
    ['platform'],
    ['access'],
    ['modules/feeds', 'modules/instance', 'modules/sessions'],
    ['modules/accounts'],
    ['modules/logins'],
    ['modules/auth'],
    ['modules/directory'],
    ['modules/elements'],
    ['modules/anchors'],
    ['testing'],
  ],
  'mobile-sdk/src': [
    ['ports'],
    ['fhir'],
    ['crypto', 'transport'],
    ['store', 'recovery'],
    ['session'],
    ['features/directory'],
    ['features/anchors'],
    ['features/elements'],
    ['features/edits'],
    ['sync'],
    ['features/exchange', 'features/live', 'features/pending-work'],
    ['adapters'],
    ['testing'],
  ],
  'cli/src': [['host', 'terminal'], ['profile'], ['agent'], ['commands']],
  web: [
    ['components', 'fhir', 'i18n'],
    ['worker'],
    ['client'],
    ['features/shell'],
    ['features/credentials', 'features/people'],
    ['features/reading'],
    ['features/record'],
    [
      'features/element',
      'features/entry',
      'features/exchange',
      'features/me',
      'features/shared',
      'features/sharing',
      'features/sign-up',
      'features/waiting',
      'features/write',
    ],
    ['app'],
  ],
};

/** Packages each workspace may not name: the direction is web -> sdk -> protocol <- api, cli -> sdk. */
export const forbidden = {
  protocol: [/^node:/, /^@sealchart\//, /^sealchart(\/|$)/, /^(openpgp|jose|hash-wasm)(\/|$)/],
  'mobile-sdk': [/^@sealchart\/(?!protocol$)/, /^sealchart(\/|$)/],
  api: [/^@sealchart\/(?!protocol$)/, /^sealchart(\/|$)/, /^(openpgp|jose|hash-wasm)(\/|$)/],
  cli: [/^@sealchart\/(?!protocol$|sdk(\/|$))/, /^(openpgp|jose|hash-wasm)(\/|$)/],
  web: [/^@sealchart\/(?!protocol$|sdk(\/|$))/, /^(openpgp|jose|hash-wasm)(\/|$)/],
};

/** Packages with one importer: the file that owns them. */
export const owners = {
  openpgp: 'mobile-sdk/src/crypto/openpgp.ts',
  jose: 'mobile-sdk/src/crypto/jwe.ts',
  'hash-wasm': 'mobile-sdk/src/crypto/kdf.ts',
  qr: 'mobile-sdk/src/crypto/qr.ts',
};

/** Who starts other programs: the command line its own agent, and nothing else that is installed. */
export const starter = 'cli/src/agent/launch.ts';
const programs = /^(node:)?(child_process|cluster)$/;
const isInstalled = /^(protocol|api|mobile-sdk|cli)\/src\//;

/** Node's own modules may be named by these parts of the SDK only; the rest runs anywhere. */
const nodeHosts = /^mobile-sdk\/src\/(adapters\/node|testing)\//;

const place = (path) => {
  for (const [base, order] of Object.entries(rows)) {
    const index = order.findIndex((row) => row.some((f) => path.startsWith(`${base}/${f}/`)));
    if (index >= 0) return { base, index, folder: order[index].find((f) => path.startsWith(`${base}/${f}/`)) };
  }
  return undefined;
};

/** What runs in the worker of the web client: its pages name it by type alone, and never hold a key. */
const isWorker = (path) => path.startsWith('web/worker/');
const workerOnly = /^@sealchart\/sdk(\/|$)/;

/** A sentence when the import is wrong, otherwise undefined. */
export function verdict(file, specifier, { isType = false } = {}) {
  const workspace = file.split('/')[0];
  // The API's test people sign with the libraries that the API itself may not touch.
  const isTest = file.endsWith('.spec.ts') || file.startsWith('protocol/vectors/') || file.startsWith('api/src/testing/');
  if (!specifier.startsWith('.')) {
    if (isTest) return undefined;
    if (forbidden[workspace]?.some((r) => r.test(specifier))) return `${workspace} must not import ${specifier}`;
    if (workspace === 'web' && !isType && !isWorker(file) && workerOnly.test(specifier)) {
      return `only web/worker runs ${specifier}; elsewhere import its types`;
    }
    if (programs.test(specifier) && isInstalled.test(file) && file !== starter) return `only ${starter} starts programs: ${specifier}`;
    const owner = owners[specifier];
    if (owner !== undefined && workspace === 'mobile-sdk' && file !== owner) return `only ${owner} imports ${specifier}`;
    if (workspace === 'mobile-sdk' && specifier.startsWith('node:') && !nodeHosts.test(file)) {
      return `${file} must run without Node: ${specifier} belongs in adapters/node`;
    }
    return undefined;
  }
  const target = relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join('/');
  if (target.split('/')[0] !== workspace) return `${workspace} reaches another workspace by path: ${target}`;
  if (isWorker(target) && !isWorker(file) && !isType && !isTest) return `only the worker runs ${target}; elsewhere import its types`;
  const [from, to] = [place(file), place(target)];
  if (isTest || !from || !to || from.base !== to.base || from.folder === to.folder || to.index < from.index) return undefined;
  return `${from.folder} must not import ${to.folder}`;
}

const leftOnly = {
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const check = (node) => {
      const isType = node.importKind === 'type' || node.exportKind === 'type';
      const message = typeof node.source?.value === 'string' ? verdict(file, node.source.value, { isType }) : undefined;
      if (message) context.report({ node: node.source, message });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};
export default { meta: { name: 'zones' }, rules: { 'left-only': leftOnly } };
