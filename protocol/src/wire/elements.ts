import * as z from 'zod/mini';
import { ElementId, Hash, PrincipalId, b64u } from '../ids.ts';
import {
  AUDIENCE_ENTRIES,
  BATCH_ITEMS,
  CHAIN_PAGE,
  ELEMENT_BYTES,
  ELEMENT_VERSIONS,
  HISTORY_PACKETS,
  KEY_PACKET_BYTES,
} from '../limits.ts';
import { OpenFields } from '../statements/element-content.ts';
import { InstanceStatement } from '../statements/instance-statement.ts';
import { SignedStatement } from '../statements/signed-statement.ts';

/** A v6 PKESK packet for one principal. */
export const KeyPacketEntry = z.strictObject({
  principal: PrincipalId,
  epoch: z.int().check(z.minimum(0)),
  packet: b64u(KEY_PACKET_BYTES),
});
export type KeyPacketEntry = z.infer<typeof KeyPacketEntry>;

const ContentVersion = z.int().check(z.minimum(1), z.maximum(ELEMENT_VERSIONS));

/** A v6 PKESK packet of a former content, for one principal that is newly entitled to the history. */
export const HistoryPacketEntry = z.strictObject({
  principal: PrincipalId,
  contentVersion: ContentVersion,
  packet: b64u(KEY_PACKET_BYTES),
});
export type HistoryPacketEntry = z.infer<typeof HistoryPacketEntry>;

/** One version to store: what is sealed travels as packets, what is signed as the manifest. */
export const ElementWrite = z.strictObject({
  manifest: SignedStatement,
  /** SEIPDv2 packet; with content versions, and only with them. */
  dataPacket: z.optional(b64u(ELEMENT_BYTES + 1_024)),
  keyPackets: z.array(KeyPacketEntry).check(z.maxLength(AUDIENCE_ENTRIES)),
  /** With access versions: the keys of every former content, for each entry that is newly entitled to the history. */
  historyPackets: z.optional(z.array(HistoryPacketEntry).check(z.maxLength(HISTORY_PACKETS))),
  /** With content versions. */
  open: z.optional(OpenFields),
});
export type ElementWrite = z.infer<typeof ElementWrite>;

/** POST /v1/elements/batch with an `Idempotency-Key`. Not atomic: one compare-and-set and one result per item, in order. */
export const BatchRequest = z.strictObject({ items: z.array(ElementWrite).check(z.minLength(1), z.maxLength(BATCH_ITEMS)) });
export type BatchRequest = z.infer<typeof BatchRequest>;

/** `unchanged`: this very manifest was stored before. Otherwise a code of the error table. */
export const WriteResult = z.union([
  z.strictObject({ status: z.enum(['stored', 'unchanged']), elementId: ElementId, version: z.int(), hash: Hash }),
  z.strictObject({
    status: z.literal('refused'),
    code: z.string().check(z.maxLength(50)),
    detail: z.optional(z.string().check(z.maxLength(500))),
  }),
]);
export type WriteResult = z.infer<typeof WriteResult>;

export const BatchResponse = z.strictObject({ results: z.array(WriteResult).check(z.maxLength(BATCH_ITEMS)) });
export type BatchResponse = z.infer<typeof BatchResponse>;

const After = z.int().check(z.minimum(0), z.maximum(ELEMENT_VERSIONS));

/** POST /v1/elements/read: what of these elements is newer than what the caller verified. */
export const ReadRequest = z.strictObject({
  items: z.array(z.strictObject({ elementId: ElementId, after: After })).check(
    z.minLength(1),
    z.maxLength(BATCH_ITEMS),
    z.refine((items) => new Set(items.map((item) => item.elementId)).size === items.length, 'an element twice'),
  ),
  /** Whether to send packets beside the manifests. */
  content: z.boolean(),
});
export type ReadRequest = z.infer<typeof ReadRequest>;

/** One sealed content with what its reader needs to open it. */
export const SealedContent = z.strictObject({
  contentVersion: ContentVersion,
  dataPacket: b64u(ELEMENT_BYTES + 1_024),
  /** The caller's own key packet. */
  keyPacket: KeyPacketEntry,
  open: OpenFields,
});
export type SealedContent = z.infer<typeof SealedContent>;

/** What a reader of an element gets; of an erased one its owner, and then the chain is the `erase` alone. */
export const ElementView = z.strictObject({
  elementId: ElementId,
  /** Manifests behind `after`, oldest first. */
  chain: z.array(SignedStatement).check(z.maxLength(CHAIN_PAGE)),
  /** Newest version that the server holds; more manifests follow while it is above that of the last one. */
  newest: z.int().check(z.minimum(1)),
  /** With the page that ends the chain, where it was asked for. */
  content: z.optional(SealedContent),
});
export type ElementView = z.infer<typeof ElementView>;

export const ReadResponse = z.strictObject({
  elements: z.array(ElementView).check(z.maxLength(BATCH_ITEMS)),
  /** Ids that do not exist or that the caller may not read: they look the same. */
  missing: z.array(ElementId).check(z.maxLength(BATCH_ITEMS)),
  /** Those of them that the caller has an entry for whose end has come: no fault, and nothing that is withheld. */
  ended: z.array(ElementId).check(z.maxLength(BATCH_ITEMS)),
  /** Left out because the answer was large enough: to be asked for again. */
  rest: z.array(ElementId).check(z.maxLength(BATCH_ITEMS)),
});
export type ReadResponse = z.infer<typeof ReadResponse>;

/** GET /v1/elements/:elementId?after=0 */
export const ElementParams = z.strictObject({ elementId: ElementId });
export type ElementParams = z.infer<typeof ElementParams>;

/** Query strings are text: digits only, then a number. */
const AfterText = z.pipe(z.pipe(z.string().check(z.regex(/^(?:0|[1-9]\d{0,4})$/)), z.transform(Number)), After);
export const ElementQuery = z.strictObject({ after: z._default(AfterText, 0) });
export type ElementQuery = z.infer<typeof ElementQuery>;

/** GET /v1/elements/:elementId/contents/:contentVersion: a former content, for who has a key packet to it. `SealedContent`. */
const ContentVersionText = z.pipe(z.pipe(z.string().check(z.regex(/^[1-9]\d{0,4}$/)), z.transform(Number)), ContentVersion);
export const ContentParams = z.strictObject({ elementId: ElementId, contentVersion: ContentVersionText });
export type ContentParams = z.infer<typeof ContentParams>;

/** POST /v1/elements/receipts: what the instance says it destroyed. Elements that the caller did not erase are left out. */
export const ReceiptsRequest = z.strictObject({ elementIds: z.array(ElementId).check(z.minLength(1), z.maxLength(BATCH_ITEMS)) });
export type ReceiptsRequest = z.infer<typeof ReceiptsRequest>;
export const ReceiptsResponse = z.strictObject({ receipts: z.array(InstanceStatement).check(z.maxLength(BATCH_ITEMS)) });
export type ReceiptsResponse = z.infer<typeof ReceiptsResponse>;

const Count = z.int().check(z.minimum(0));

/** GET /v1/usage: how much the caller's own record holds, and how much it may. */
export const UsageResponse = z.strictObject({
  /** Elements that are not erased. */
  elements: Count,
  /** Of everything that their versions brought. */
  bytes: Count,
  elementLimit: Count,
  byteLimit: Count,
});
export type UsageResponse = z.infer<typeof UsageResponse>;
