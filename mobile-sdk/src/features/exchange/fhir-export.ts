import { SealchartError } from '@sealchart/protocol';
import type { OnProgress } from '../../client-api.ts';
import type { BundleEntry } from '../../fhir/bundle-writer.ts';
import { writeBundle } from '../../fhir/bundle-writer.ts';
import { FHIR_SCHEMA } from '../elements/content-opening.ts';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import type { ElementsContext } from '../elements/context.ts';
import { mapInFlight } from '../elements/in-flight.ts';
import { proveElement } from '../elements/opening.ts';
import { knownElements, readElements } from '../elements/reading.ts';
import type { ShownElement } from '../elements/stored-element.ts';
import { ELEMENTS, StoredElement, isShown } from '../elements/stored-element.ts';

/** Elements read at once: packets of one page are all that is held in memory. */
const PAGE = 100;

/**
 * Writes the FHIR resources of the own record, or the named elements, as one Bundle of type collection: each resource's
 * text as it was sealed, with its `fullUrl`, in the order of import. Every element is proven before it is written.
 * Throws in the middle of the stream when one is refused: a bundle that ends is whole.
 */
export function exportFhir(
  context: ElementsContext,
  elementIds?: readonly string[],
  { onProgress }: { readonly provenance?: boolean; readonly onProgress?: OnProgress } = {},
): AsyncGenerator<string, void, void> {
  return writeBundle(entriesOf(context, elementIds, onProgress));
}

async function* entriesOf(
  context: ElementsContext,
  named: readonly string[] | undefined,
  onProgress: OnProgress | undefined,
): AsyncGenerator<BundleEntry, void, void> {
  const elementIds = named ?? (await ownResources(context));
  let done = 0;
  for (let i = 0; i < elementIds.length; i += PAGE) {
    const wanted = await knownElements(context.session, elementIds.slice(i, i + PAGE));
    for await (const { views, missing } of readElements(context.session, wanted, true)) {
      if (missing.length > 0) throw new SealchartError(named ? 'E_NOT_FOUND' : 'E_INCOMPLETE', { detail: missing.join(', ') });
      const proofs = new AnchorProofs(context, [...views.keys()]);
      const proven = await mapInFlight(
        wanted.flatMap(({ elementId, known }) => {
          const view = views.get(elementId);
          return view ? [{ view, known }] : [];
        }),
        ({ view, known }) => proveElement(context, view, known, proofs),
      );
      for (const { content } of proven) {
        if (!content.schema.startsWith(FHIR_SCHEMA))
          throw new SealchartError('E_FHIR', { detail: `${content.elementId} is ${content.schema}` });
        const fullUrl = content.source?.fullUrl;
        yield { body: content.body, ...(fullUrl === undefined ? {} : { fullUrl }) };
        done += 1;
      }
      onProgress?.({ done, total: elementIds.length });
    }
  }
}

/** FHIR elements of the own record as the last sync knows them: file by file in the order of the file, then what was written by hand. */
async function ownResources({ session }: ElementsContext): Promise<string[]> {
  const all = [...(await session.store.getAll(ELEMENTS, StoredElement)).values()].filter(isShown);
  const own = all.filter(({ state, summary }) => state.recordId === session.account.accountId && summary.schema.startsWith(FHIR_SCHEMA));
  return own.sort(byPlace).map(({ state }) => state.elementId);
}

function byPlace(a: ShownElement, b: ShownElement): number {
  const [left, right] = [a.summary.source, b.summary.source];
  if (left && right && left.importId === right.importId) return left.index - right.index;
  const [first, second] = [`${left?.importId ?? '~'}${a.contentAt}`, `${right?.importId ?? '~'}${b.contentAt}`];
  return first < second ? -1 : Number(first > second);
}
