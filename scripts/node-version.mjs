// Runs on any Node that knows modules, so that an old one is told and not met by a syntax error.

/** The sentence for a Node that is too old, otherwise undefined. 20.19 is the first that loads what npm and the scripts here need. */
export function nodeProblem(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `Sealchart needs Node 20.19 or later, and this is ${version.replace(/^v/, '')}: install a current one from https://nodejs.org and start again`;
}

/** Ends the process with the sentence where Node is too old. */
export function requireNode() {
  const problem = nodeProblem(process.version);
  if (problem === undefined) return;
  console.error('sealchart: ' + problem);
  process.exit(1);
}
