// docs/dependencies.md, from the manifests, the lock, and what people noted in docs/dependencies.json.
import { Refusal } from '../refusal.mjs';
import { directDependencies } from './direct.mjs';
import { installScripts, withoutDigest } from './install-scripts.mjs';
import { EXCEPTIONS, licenceCounts, lockedPackages } from './licences.mjs';

/** The page. Throws a Refusal where a direct dependency has no note of its pinned version, or a note has no dependency. */
export function dependencyPage({ manifests, lock, notes }) {
  const direct = directDependencies({ manifests, lock });
  const problems = noteProblems(direct, notes);
  if (problems.length > 0) throw new Refusal(`docs/dependencies.json: ${problems.join('; ')}`);
  const rows = direct.map(({ name, version, licence, wantedBy }) => {
    const { kibibytes, released, why } = notes[name];
    return `| \`${name}\` | ${version} | ${licence} | ${sizeOf(kibibytes)} | ${released} | ${wantedBy.join(', ')} | ${why} |`;
  });
  const all = lockedPackages(lock);
  const noDigest = withoutDigest(lock);
  const scripted = installScripts(lock).map(({ name, version }) => {
    const isRun = manifests[''].allowScripts?.[name] === true;
    return `| \`${name}\` | ${version} | ${isRun ? 'runs' : 'is not run'} | ${notes[''].scripts[name] ?? ''} |`;
  });
  const exceptions = EXCEPTIONS.map(({ licence, packages, reason }) => {
    const names = [...new Set(all.map(({ name }) => name).filter((name) => packages.test(name)))];
    return `| ${licence} | \`${names[0]}\`${names.length > 1 ? ` and ${names.length - 1} of its family` : ''} | ${reason} |`;
  });
  return `# Dependencies

Made by \`npm run dependencies\` from the manifests, \`package-lock.json\` and what \`docs/dependencies.json\` notes of each package. A test says when it is out of date.
Versions are pinned exactly. \`npm run sbom\` writes all of it as a CycloneDX list.

## Named by a workspace

${direct.length} packages. Size: the package's own files when installed, without what it depends on. Released: the day of the pinned version.

| package | version | licence | size | released | wanted by | why |
|---|---|---|---|---|---|---|
${rows.join('\n')}

## All packages of the lock, by licence

${all.length} packages, most of them for building, for testing, or for another platform.

| licence | packages |
|---|---|
${licenceCounts(lock)
  .map(({ licence, count }) => `| ${licence} | ${count} |`)
  .join('\n')}

Taken only for the named packages:

| licence | packages | why |
|---|---|---|
${exceptions.join('\n')}

## Code that runs while installing

A package with an install script must stand in \`allowScripts\` of \`package.json\`, or a test fails. npm 11.19 obeys that list; older ones may run every install script.

| package | version | its script | what it does |
|---|---|---|---|
${scripted.join('\n')}

## What the lock does not hold

${notes[''].limits.map((limit) => `- ${limit}`).join('\n')}
- ${noDigest.length} of ${all.length} packages have no digest: parts for single platforms that the registry at hand did not carry. npm takes there what its registry gives.
`;
}

function noteProblems(direct, notes) {
  return [
    ...direct.filter(({ name }) => !notes[name]?.why).map(({ name }) => `say why ${name} is needed ("why")`),
    ...direct
      .filter(({ name, version }) => notes[name]?.why && notes[name].version !== version)
      .map(({ name, version }) => `${name} ${version} is not noted: run "npm run dependencies"`),
    ...Object.keys(notes)
      .filter((name) => name !== '' && !direct.some((wanted) => wanted.name === name))
      .map((name) => `${name} is noted and no longer wanted`),
  ];
}

const sizeOf = (kibibytes) => (kibibytes < 1024 ? `${kibibytes} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`);
