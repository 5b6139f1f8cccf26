import { idOf } from '@sealchart/protocol';
import type { ElementWrite } from '@sealchart/protocol';
import type { UnlockedSession } from '@sealchart/sdk/testing';
import { AccountServer, Session, fastKdf, sealNew, testPorts } from '@sealchart/sdk/testing';
import type { MadeUpResource } from './seeded.ts';

export const CLIENT = { name: 'bench', version: '0.1.0' } as const;

/** An unlocked account whose server answers from memory: all keys real, no network. */
export function unlockedInMemory(): Promise<UnlockedSession> {
  const ports = testPorts({ http: new AccountServer(), kdf: fastKdf() });
  const session = new Session({ server: 'http://localhost:3000', client: CLIENT, ports });
  return session.register({ identifier: 'bench@example.org', name: 'Bench', password: 'the password of the bench', device: 'bench' });
}

/** Seals a new element as the product does, up to what is sent. */
export async function sealElement(session: UnlockedSession, resource: MadeUpResource): Promise<ElementWrite> {
  const elementId = idOf('elm_', session.ports.random.bytes(16));
  const { write } = await sealNew(session, elementId, { ...resource, open: {}, addenda: [] });
  return write;
}
