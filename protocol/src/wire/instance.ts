import * as z from 'zod/mini';
import { InstanceId, b64u } from '../ids.ts';

/** GET /v1/instance: public. Instance id, realm and log key are pinned as one triple at first contact. */
export const InstanceResponse = z.strictObject({
  instanceId: InstanceId,
  /** The instance's own host name: lower-case A-labels, no port, no final dot. */
  realm: z.string().check(z.minLength(1), z.maxLength(253)),
  /** Raw Ed25519 public key with which the instance signs what is its own word. */
  logKey: b64u(32, 32),
  release: z.string().check(z.maxLength(50)),
  protocol: z.strictObject({ current: z.int(), oldest: z.int() }),
});
export type InstanceResponse = z.infer<typeof InstanceResponse>;
