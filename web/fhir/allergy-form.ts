import { conceptText, hl7Concept } from './concepts.ts';
import type { AllergyValues, Criticality, FormContext } from './form-values.ts';
import { CRITICALITIES } from './form-values.ts';
import { remarkOf, withMember, withRemark } from './remark.ts';
import type { Json, JsonObject } from './written-json.ts';
import { at, isObject, itemsOf, textOf } from './written-json.ts';

const CLINICAL = 'allergyintolerance-clinical';

/** An AllergyIntolerance of what was typed. With `former`, everything that the form does not show stays as it is. */
export function allergyResource(values: AllergyValues, { subject, today }: FormContext, former?: JsonObject): JsonObject {
  const before = former && allergyValues(former);
  const verificationStatus = hl7Concept('allergyintolerance-verification', 'unconfirmed');
  let resource: JsonObject = former ?? {
    resourceType: 'AllergyIntolerance',
    verificationStatus,
    patient: { ...subject },
    recordedDate: today,
  };
  if (values.isResolved !== before?.isResolved) {
    resource = { ...resource, clinicalStatus: hl7Concept(CLINICAL, values.isResolved ? 'resolved' : 'active') };
  }
  // Another substance under the code of the former one would be two at once.
  if (values.substance !== before?.substance) resource = { ...resource, code: { text: values.substance } };
  if (values.criticality !== (before?.criticality ?? '')) resource = withMember(resource, 'criticality', values.criticality || undefined);
  if (values.reaction !== (before?.reaction ?? '')) resource = withReaction(resource, values.reaction);
  if (values.since !== (before?.since ?? '')) resource = withMember(resource, 'onsetDateTime', values.since || undefined);
  return withRemark(resource, values.remark);
}

/** What the form shows of an AllergyIntolerance; undefined where it would hide or change something else. */
export function allergyValues(resource: JsonObject): AllergyValues | undefined {
  if (resource['resourceType'] !== 'AllergyIntolerance') return undefined;
  const { code, criticality = '', clinicalStatus, onsetDateTime, reaction } = resource;
  const remark = remarkOf(resource);
  const substance = conceptText(code);
  const status = textOf(at(clinicalStatus, 'coding', 0, 'code'));
  const manifestations = itemsOf(at(reaction, 0, 'manifestation'));
  const isPlain = itemsOf(reaction).length <= 1 && manifestations.length <= 1 && !hasOtherOnset(resource);
  if (remark === undefined || substance === '' || !isPlain || !isCriticality(criticality)) return undefined;
  if (status !== 'active' && status !== 'resolved') return undefined;
  return {
    substance,
    reaction: conceptText(manifestations[0]),
    criticality,
    isResolved: status === 'resolved',
    since: textOf(onsetDateTime),
    remark,
  };
}

function withReaction(resource: JsonObject, words: string): JsonObject {
  if (words === '') return withMember(resource, 'reaction', undefined);
  const [former] = itemsOf(resource['reaction']);
  return { ...resource, reaction: [{ ...(isObject(former) && { ...former }), manifestation: [{ text: words }] }] };
}

const hasOtherOnset = (resource: JsonObject): boolean =>
  Object.keys(resource).some((name) => /^_?onset/.test(name) && name !== 'onsetDateTime');
const isCriticality = (value: Json): value is Criticality => CRITICALITIES.some((known) => known === value);
