export type { Kind } from '../../fhir/kinds.ts';
export { KINDS, kindOf, resourceTypeOf } from '../../fhir/kinds.ts';
