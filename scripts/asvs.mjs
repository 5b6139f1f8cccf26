// npm run asvs: writes docs/asvs.md from docs/asvs.json, our own assessment against the OWASP Application Security Verification Standard.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';
import { Refusal, runScript } from './refusal.mjs';

const VERDICTS = ['met', 'part', 'not met', 'not applicable'];
const LEVELS = [1, 2, 3];

/** Chapters of the standard by number, in short words of our own. */
const CHAPTERS = [
  'Encoding and cleaning',
  'Checks of input, and rules of acts',
  'Web pages and browsers',
  'The interface',
  'Files',
  'Logging in',
  'Sessions',
  'Rights',
  'Tokens that speak for themselves',
  'OAuth and OpenID Connect',
  'Cryptography',
  'Connections',
  'Configuration',
  'Data',
  'Code and its parts',
  'Logs and errors',
  'WebRTC',
];

/** Tests, and documents where a requirement asks for one. */
const PROOF = /\.spec\.ts$|^docs\/.+\.md$|^(?:README|SECURITY)\.md$/;
/** What is no part of the project's own files. */
const MADE = /(?:^|\/)(?:node_modules|dist|out|\.data|\.next)\//;

export const readAsvs = () => JSON.parse(readFileSync(join(root, 'docs/asvs.json'), 'utf8'));

/** What is wrong with the list, as sentences. */
export function asvsRefusals({ requirements }) {
  return requirements.flatMap((requirement, i) => [
    ...(i > 0 && !isBehind(requirement.id, requirements[i - 1].id) ? [`${requirement.id} is not behind ${requirements[i - 1].id}`] : []),
    ...problemsOf(requirement).map((problem) => `${requirement.id} ${problem}`),
  ]);
}

function problemsOf({ id, level, about, verdict, evidence, note }) {
  const [chapter] = partsOf(id);
  const absent = evidence.filter((path) => !isFile(path));
  return [
    ...(CHAPTERS[chapter - 1] === undefined ? ['is in no chapter'] : []),
    ...(LEVELS.includes(level) ? [] : ['has no level']),
    ...(about === '' ? ['says nothing of what it asks for'] : []),
    ...(VERDICTS.includes(verdict) ? [] : [`has no verdict: ${verdict}`]),
    ...absent.map((path) => `names ${path}, which is not there`),
    ...(verdict === 'met' && !evidence.some((path) => PROOF.test(path)) ? ['is met without a test or a document'] : []),
    ...(verdict !== 'met' && !note ? [`is ${verdict} without a reason`] : []),
    ...(verdict === 'not applicable' && evidence.length > 0 ? ['is not applicable, and has evidence'] : []),
  ];
}

function isFile(path) {
  const full = join(root, path);
  return !MADE.test(path) && existsSync(full) && statSync(full).isFile();
}

const partsOf = (id) => id.split('.').map(Number);

function isBehind(id, before) {
  const [a, b] = [partsOf(id), partsOf(before)];
  const place = a.findIndex((part, i) => part !== b[i]);
  return place >= 0 && a[place] > b[place];
}

/** How many requirements of these levels have each verdict: { met, part, 'not met', 'not applicable' }. */
export function asvsCounts({ requirements }, levels = LEVELS) {
  const asked = requirements.filter(({ level }) => levels.includes(level));
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, asked.filter((one) => one.verdict === verdict).length]));
}

/** The page. Throws a Refusal where something is wrong with the list. */
export function asvsPage(asvs) {
  const problems = asvsRefusals(asvs);
  if (problems.length > 0) throw new Refusal(`docs/asvs.json:\n  ${problems.join('\n  ')}`);
  return `# ASVS

Each requirement of the OWASP Application Security Verification Standard (ASVS), version 5.0.0, and how far Sealchart meets it. Made by \`npm run asvs\` from \`docs/asvs.json\`; a test says
when a file that is named is not there, and when this page is out of date.

**This is our own assessment. Nobody outside of the project has checked it.** It says what was found in code, tests and documents, and not that nothing else is wrong.
The words for each requirement are ours and short; what counts is the text of the standard, which its number leads to. ASVS is a work of the OWASP Foundation and is licensed under
[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/): <https://github.com/OWASP/ASVS/tree/v5.0.0_release>.

- **met**: code and tests show it; where a document is asked for, the document does.
- **part**: something of it is missing, and it says what.
- **not met**: it is not there.
- **not applicable**: it is about something that Sealchart does not have.

Level 1 is the least, level 3 the most that the standard asks for.

| level | ${VERDICTS.join(' | ')} | in all |
|---|---|---|---|---|---|
${[...LEVELS.map((level) => countRow(level, asvs, [level])), countRow('all', asvs)].join('\n')}
${CHAPTERS.map((name, i) => chapterTable(`${i + 1}`, name, asvs)).join('')}`;
}

function countRow(name, asvs, levels) {
  const counts = Object.values(asvsCounts(asvs, levels));
  return `| ${[name, ...counts, counts.reduce((sum, count) => sum + count, 0)].join(' | ')} |`;
}

function chapterTable(number, name, { requirements }) {
  const rows = requirements
    .filter(({ id }) => id.startsWith(`${number}.`))
    .map(({ id, level, about, verdict, evidence, note }) => {
      const proof = evidence.map((path) => `\`${path}\``).join(', ');
      const cells = [id, level, about, verdict, [note, proof].filter(Boolean).join('<br>')];
      return `| ${cells.join(' | ')} |`;
    });
  return `
## ${number} ${name}

| requirement | level | what it asks for | verdict | reason and evidence |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv[1] === import.meta.filename) {
  await runScript(() => {
    const asvs = readAsvs();
    writeFileSync(join(root, 'docs/asvs.md'), asvsPage(asvs));
    console.log(`docs/asvs.md tells of ${asvs.requirements.length} requirements`);
  });
}
