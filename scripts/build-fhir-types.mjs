// Makes the table of R4 types that the SDK checks imported resources against, from HL7's own definitions (FHIR 4.0.1).
// One line per type: `name<base element:type element:type* ...`; a star marks lists, inherited elements are left out.
//
// The source is the list of data elements: the package's profiles hold elements of its own server and of R5. The list
// leaves out backbones (they follow from the paths of their children), elements whose id would be longer than an id
// may be, references to the content of another element, and types that only narrow another one. The last three come
// from the profiles, long elements only from profiles that hold nothing else beyond the list.

const SYSTEM = 'http://hl7.org/fhirpath/';
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';
const ABSTRACT = ['Resource', 'DomainResource', 'MetadataResource'];

const upper = (name) => name[0].toUpperCase() + name.slice(1);
const lastOf = (path) => path.slice(path.lastIndexOf('.') + 1);
const parentOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf('.')));
const resourcesOf = (bundle) => bundle.entry.map((entry) => entry.resource);

/** The FHIR name of a type; the definitions name the types of ids and urls by those of FHIRPath. */
const typeName = (type) =>
  type.code.startsWith(SYSTEM) ? (type.extension?.find((e) => e.url === FHIR_TYPE)?.valueUrl ?? 'string') : type.code;

/** One `name:type` for an element, or one for each type of a choice. */
function fieldsOf(element, isResource) {
  const name = lastOf(element.path);
  const star = element.max === '1' ? '' : '*';
  // A published mistake: the definition gives every resource's id as a string; the specification's text says id.
  if (element.path === 'Resource.id') return [`${name}:id`];
  return element.type.map((type) => {
    const fhirType = isResource(typeName(type)) ? 'Resource' : typeName(type);
    return `${name.replace('[x]', upper(fhirType))}:${fhirType}${star}`;
  });
}

/** Elements with children of their own, and all elements above them. */
function backbonesOf(paths) {
  const found = new Set();
  for (const path of paths) for (let up = parentOf(path); up.includes('.'); up = parentOf(up)) found.add(up);
  return found;
}

const isContent = (e) => e.path.includes('.') && e.base.path === e.path && e.type?.every(({ code }) => !/^(Backbone)?Element$/.test(code));
const isLong = (e) => `de-${e.path}`.length > 64;

/** Elements of profiles that the list had to leave out because of their long ids. */
function longElementsOf(profiles, listed) {
  const missing = (profile) => profile.snapshot.element.filter((e) => isContent(e) && !listed.has(e.path));
  return profiles.map(missing).flatMap((elements) => (elements.every(isLong) ? elements : []));
}

/** Elements whose content is defined at another element, where their parent is a type of R4. */
function referencesOf(profiles, isKnown) {
  const elements = profiles.flatMap((profile) => profile.snapshot.element);
  return elements.filter((e) => e.contentReference && isKnown(parentOf(e.path)) && isKnown(e.contentReference.slice(1)));
}

/** Text of the generated module. `readJson` reads a file of the definitions package. */
export function fhirTypesModule(readJson) {
  const elements = new Map();
  for (const { snapshot } of resourcesOf(readJson('fhir/r4/dataelements.json')))
    elements.set(snapshot.element[0].path, snapshot.element[0]);
  const profiles = ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'].flatMap((file) =>
    resourcesOf(readJson(file)).filter((r) => r.resourceType === 'StructureDefinition' && r.kind !== 'primitive-type'),
  );
  for (const element of longElementsOf(profiles, elements)) elements.set(element.path, element);

  const types = new Map();
  const isResource = (name) => elements.has(`${name}.implicitRules`);
  const baseOf = (name) => {
    if (name === 'Resource' || name === 'Element') return '';
    if (!isResource(name)) return name === 'Dosage' || name === 'ElementDefinition' || name.includes('.') ? 'BackboneElement' : 'Element';
    return elements.has(`${name}.text`) && name !== 'DomainResource' ? 'DomainResource' : 'Resource';
  };
  const fields = (name) => types.get(name) ?? types.set(name, new Set()).get(name);
  const inherited = (name, field) => {
    for (let base = baseOf(name); base !== ''; base = baseOf(base)) if (elements.has(`${base}.${field}`)) return true;
    return false;
  };

  const backbones = backbonesOf(elements.keys());
  for (const path of backbones) fields(parentOf(path)).add(`${lastOf(path)}:${path}*`);
  for (const element of elements.values()) {
    const parent = parentOf(element.path);
    if (/^[a-z]/.test(parent) || inherited(parent, lastOf(element.path))) continue;
    for (const field of fieldsOf(element, isResource)) fields(parent).add(field);
  }
  for (const { path, contentReference } of referencesOf(profiles, (name) => backbones.has(name) || types.has(name))) {
    fields(parentOf(path)).add(`${lastOf(path)}:${contentReference.slice(1)}*`);
  }
  const narrowed = profiles.filter((p) => p.kind === 'complex-type' && p.baseDefinition && !types.has(p.type ?? p.name));
  const lines = [
    ...[...types].map(([name, set]) => `${name}<${baseOf(name)} ${[...set].join(' ')}`),
    ...narrowed.map((p) => `${p.name}<${lastOf(p.baseDefinition.replaceAll('/', '.'))}`),
  ];
  const concrete = [...types.keys()].filter((name) => isResource(name) && !ABSTRACT.includes(name));
  return `export const R4_RESOURCES = '${concrete.sort().join(' ')}';\nexport const R4_TYPES = \`\n${lines.sort().join('\n')}\n\`;\n`;
}
