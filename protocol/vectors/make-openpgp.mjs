// Makes vectors/openpgp/*.json: node protocol/vectors/make-openpgp.mjs   (Node 24, openpgp.js as installed)
//
// keys.json holds what cannot be repeated: secret keys (for tests alone) and the key packets sealed to them. It is kept
// when it exists; delete it for new ones. Everything else follows from it and from a seeded stream in place of random
// numbers, so that a second run writes the same bytes: a difference under version control is a change of meaning.
//
// Malformed packets carry genuine signatures wherever they can, so that a vector is refused for its form alone.
import { writeFileSync } from 'node:fs';

const folder = new URL('./openpgp/', import.meta.url);
// One after another: they take their random numbers from one stream.
const { certificates } = await import('./openpgp/make/certificates.mjs');
const { signatures } = await import('./openpgp/make/signatures.mjs');
const { dataPackets, definitePackets, literalPackets } = await import('./openpgp/make/packets.mjs');
const { keyPackets } = await import('./openpgp/make/key-packets.mjs');

const files = {
  certificates,
  signatures,
  'data-packets': dataPackets,
  'literal-packets': literalPackets,
  'definite-packets': definitePackets,
  'key-packets': keyPackets,
};
for (const [name, rows] of Object.entries(files)) {
  writeFileSync(new URL(`${name}.json`, folder), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
  process.stdout.write(`${name}: ${rows.length} (${rows.filter(({ expect }) => expect === 'ok').length} good)\n`);
}
