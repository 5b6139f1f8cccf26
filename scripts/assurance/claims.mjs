// What README, SECURITY.md and the threat model claim, taken from their own text: whoever adds a claim is asked for its command.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../project.mjs';

/** The sections that claim something. The other ones say what is not promised, or how to use what is there. */
export const SECTIONS = [
  { file: 'README.md', heading: 'Sealchart' },
  { file: 'README.md', heading: 'Two commands' },
  { file: 'README.md', heading: 'In the browser' },
  { file: 'README.md', heading: 'From the command line' },
  { file: 'README.md', heading: 'How it works' },
  { file: 'SECURITY.md', heading: 'What Sealchart promises' },
  { file: 'SECURITY.md', heading: 'The web client and who hands it out' },
  { file: 'SECURITY.md', heading: 'Cryptography, in short' },
  { file: 'docs/threat-model.md', heading: 'What is defended, and by what' },
  { file: 'docs/threat-model.md', heading: 'What is checked by tests' },
];

/** All claims, in order: [{ file, heading, text }], without markup. */
export const readClaims = () =>
  SECTIONS.flatMap(({ file, heading }) =>
    claimsOf(sectionOf(readFileSync(join(root, file), 'utf8'), heading)).map((text) => ({ file, heading, text })),
  );

/** The text under a heading, up to the next one. */
function sectionOf(page, heading) {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) return '';
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/**
 * Items of lists, first cells of tables ("a hostile server reads contents" for a table headed "a hostile server …") and paragraphs. Code, pictures
 * and lines that only lead to a list are none.
 */
export function claimsOf(section) {
  const blocks = section.replace(/^```[\s\S]*?^```$/gm, '').split(/\n{2,}/);
  return blocks.flatMap((written) => {
    const block = written.replace(/^\n+|\n+$/g, '');
    if (block.startsWith('    ') || block.includes('![')) return [];
    if (block.startsWith('|')) return cellsOf(block);
    const items = block.split(/\n(?=- |\d+\. )/).map((item) => plain(item.replace(/^(?:- |\d+\. )/, '')));
    return items.filter((text) => text !== '' && !text.endsWith(':') && !/^An operator or intruder .* server$/.test(text));
  });
}

function cellsOf(table) {
  const [head, , ...rows] = table.split('\n').map((row) => plain(row.split('|')[1]));
  return rows.map((cell) => rowClaim(head, cell));
}

const rowClaim = (head, cell) => `${head.replace(/ …$/, '')} ${cell}`;

/** The error codes that the tables of a page name behind a claim: [{ text, codes }], in order. */
export const refusalsOf = (page) =>
  page.split(/\n{2,}/).flatMap((block) => {
    if (!block.startsWith('|')) return [];
    const [head, , ...rows] = block.split('\n').map((row) => row.split('|'));
    return rows.map((cells) => ({
      text: rowClaim(plain(head[1]), plain(cells[1])),
      codes: [
        ...cells
          .slice(2)
          .join(' ')
          .matchAll(/`(E_[A-Z_]+)`/g),
      ].map(([, code]) => code),
    }));
  });

const plain = (text) =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|`|(?<![\w])_|_(?![\w])/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[;.]$/, '');
