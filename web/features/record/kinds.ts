export type { Kind } from '../../worker/view/kinds.ts';
export { KINDS, kindOf, resourceTypeOf } from '../../worker/view/kinds.ts';
