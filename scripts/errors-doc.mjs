// Writes docs/errors.md from the error table. Run after a build, on the project's Node: npm exec -- node scripts/errors-doc.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The page, from the table of `@sealchart/protocol`. */
export function errorsPage(errors) {
  const rows = Object.entries(errors).map(
    ([code, { status, title, todo }]) => `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${status ?? ''} | ${title} | ${todo} |`,
  );
  return `# Errors

Made from \`protocol/src/errors.ts\` by \`npm exec -- node scripts/errors-doc.mjs\`. Codes are stable; compare the code, never the text. Where a server answers
with the code, its HTTP status stands beside it, and the body is \`application/problem+json\` (RFC 9457).

| code | status | what happened | what to do |
|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ERRORS } = await import('@sealchart/protocol');
  writeFileSync(join(import.meta.dirname, '../docs/errors.md'), errorsPage(ERRORS));
}
