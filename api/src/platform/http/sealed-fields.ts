import { ElementContent } from '@sealchart/protocol';

/** Stand in the clear in other places of the interface, and so say nothing about a leak. */
const ALSO_OPEN = new Set(['instance', 'elementId', 'recordId', 'contentVersion', 'author']);

/**
 * Names that never belong into a request in the clear: what an element seals, what a client derives from a password, and what
 * health records call their own. A request that has one of them anywhere is refused by name.
 */
export const SEALED_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(ElementContent.shape).filter((name) => !ALSO_OPEN.has(name)),
  'password',
  'passphrase',
  'stretch',
  'unlockKey',
  'accountKey',
  'secretKey',
  'sessionKey',
  'recoveryCode',
  'recoveryKey',
  'privateKey',
  'resource',
  'resourceType',
  'note',
  'text',
  'name',
  'birthDate',
  'displayName',
  'comment',
  'tags',
  'fileName',
  'category',
  'plaintext',
]);
