import { sha256B64u, utf8 } from '@sealchart/protocol';
import { canonicalText } from './canonical.ts';
import { PRIMITIVES } from './primitives.ts';
import { isLoose, property } from './summary-text.ts';

/** By what a resource is known again in another file. */
export interface ResourceIdentity {
  /** `Resource.id`. */
  readonly id?: string;
  readonly fullUrl?: string;
  /** SHA-256 of the canonical text, base64url; of the text itself where it has no canonical form. */
  readonly hash: string;
}

/** Names and hash of a resource's JSON text. Never throws: any text has a hash. */
export async function identityOf(body: string, fullUrl: string | undefined): Promise<ResourceIdentity> {
  const id = idOf(body);
  return {
    ...(id === undefined ? {} : { id }),
    ...(fullUrl === undefined ? {} : { fullUrl }),
    hash: await sha256B64u(utf8((canonicalText(body) ?? body).toWellFormed())),
  };
}

function idOf(body: string): string | undefined {
  try {
    const resource: unknown = JSON.parse(body);
    const id = isLoose(resource) ? property(resource, 'id') : undefined;
    return typeof id === 'string' && PRIMITIVES.get('id')?.accepts(id) === true ? id : undefined;
  } catch {
    return undefined;
  }
}
