// docs/assurance.md, from the claims that the documents make, the commands that people noted for them, and the figures of a run.
import { Refusal } from '../refusal.mjs';

/** The page. Throws a Refusal where a claim has no command, or a command no claim. */
export function assurancePage(claims, { claims: commands, unproved, figures, measured }) {
  const proved = matched(claims, commands, unproved);
  const files = [...new Set(claims.map(({ file }) => file))];
  return `# Assurance

What Sealchart claims, and the command that shows it. Made by \`npm run assurance\` from the text of the documents and from \`docs/assurance.json\`; a test says when a claim has no
command, when a command names a file that is not there, and when this page is out of date. \`npm test\` runs all of them.

A command shows that something holds for what its tests try. It does not show that nothing else is wrong.
${files.map((file) => claimTable(file, proved)).join('')}
## Not proved by a command

${Object.entries(unproved)
  .flatMap(([file, rows]) => Object.entries(rows).map(([start, reason]) => `- ${file}: "${start} …": ${reason}.`))
  .join('\n')}
- The sections of README and SECURITY.md on limits and on what is not promised say what does not hold.
- No outside party has reviewed the design or the code.

## Figures

Targets of the threat model, what a run measured, and when, in the short or the long form of its suites. \`npm run assurance\` runs the suites that measure and writes this table;
\`-- --long\` runs their long form, \`-- --only "Single bits"\` those of one figure. "Not yet" says what is waited for.

| figure | target | measured | on |
|---|---|---|---|
${figures.map((row) => `| ${row.figure} | ${row.target} | ${figureCell(row, measured)} | ${timesOf(row, measured)} |`).join('\n')}
`;
}

/** The measured lines of a figure: those whose name begins as it says. */
export const linesOf = ({ lines }, measured) => Object.entries(measured).filter(([name]) => lines.some((start) => name.startsWith(start)));

function figureCell(row, measured) {
  const found = linesOf(row, measured).map(([name, { said }]) => `${name}: ${said}`);
  const waits = row.waits === undefined ? (found.length === 0 ? 'a run of its suite' : undefined) : row.waits;
  return [...found, ...(waits === undefined ? [] : [`not yet: ${waits}`])].join('<br>');
}

const timesOf = (row, measured) => [...new Set(linesOf(row, measured).map(([, { on }]) => on))].join('<br>');

function claimTable(file, proved) {
  const rows = proved
    .filter((claim) => claim.file === file && claim.suites !== undefined)
    .map(({ text, suites }) => `| ${firstSentence(text)} | \`npm test -- ${suites.join(' ')}\` |`);
  return `
## ${file}

| claim | command |
|---|---|
${rows.join('\n')}
`;
}

/** Up to the first full stop or colon; what follows is in the document itself. */
function firstSentence(text) {
  const end = text.slice(24).search(/[.:] /);
  return end < 0 ? text : `${text.slice(0, end + 24)} …`;
}

const fits = (note, claim) => note.file === claim.file && claim.text.startsWith(note.start);

/** Each claim with its suites, or as one that no command proves. A note belongs to the one claim that begins as it says. */
function matched(claims, commands, unproved) {
  const notes = [
    ...Object.entries(commands).flatMap(([file, rows]) => Object.entries(rows).map(([start, suites]) => ({ file, start, suites }))),
    ...Object.entries(unproved).flatMap(([file, rows]) => Object.keys(rows).map((start) => ({ file, start, suites: undefined }))),
  ];
  const problems = [
    ...claims
      .filter((claim) => notes.filter((note) => fits(note, claim)).length !== 1)
      .map(({ file, text }) => `${file}: give "${text.slice(0, 60)}" one command`),
    ...notes
      .filter((note) => claims.filter((claim) => fits(note, claim)).length !== 1)
      .map(({ file, start }) => `${file}: "${start}" is the beginning of no claim, or of several`),
    ...notes.filter(({ suites }) => suites?.length === 0).map(({ file, start }) => `${file}: "${start}" has no suite`),
  ];
  if (problems.length > 0) throw new Refusal(`docs/assurance.json:\n  ${problems.join('\n  ')}`);
  return claims.map((claim) => ({ ...claim, suites: notes.find((note) => fits(note, claim)).suites }));
}
