export type { Kind } from '../../health/kinds.ts';
export { KINDS, kindOf, resourceTypeOf } from '../../health/kinds.ts';
