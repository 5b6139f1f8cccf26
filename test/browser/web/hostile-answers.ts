import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DirectoryEntry, KeyBundle } from '@sealchart/protocol';
import { createClient } from '@sealchart/sdk';
import { fetchHttp } from '@sealchart/sdk/node';
import { recordingHttp, testPorts } from '@sealchart/sdk/testing';
import { tamperAnswers } from './tampered-answers.ts';
import type { WebPerson } from './web-person.ts';

/** What a server answers to somebody who logs in. */
export interface LoginAnswer {
  readonly accountId: string;
  readonly bundle: KeyBundle;
  readonly entry: DirectoryEntry;
}

/** What is said of a refusal, as it stands in the texts of a language. */
export function saidOf(code: string, locale: 'en' | 'de'): string {
  const path = join(import.meta.dirname, `../../../web/messages/${locale}/problems.json`);
  const texts = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { title: string }>;
  return texts[code]?.title ?? 'no text';
}

/** Lets the server be hostile: changes its answers under this path, until what this gives is called. */
export function tamper({ context, origin }: WebPerson, path: string, change: (answer: unknown) => unknown): Promise<() => Promise<void>> {
  return tamperAnswers(context, `${origin}${path}`, (_, answer) => change(answer));
}

/** Paths by which the browser gave something to the server from now on. */
export function sentBy({ context }: WebPerson): string[] {
  const sent: string[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/v1\/(?:elements\/batch|accounts|anchors)/.test(pathname) && request.method() !== 'GET') sent.push(pathname);
  });
  return sent;
}

/** Somebody whose answers the operator knows, because it is the operator: they have the name of another. */
export async function mallory(server: string, name: string, password = `a long password ${crypto.randomUUID()}`) {
  const traffic = recordingHttp(fetchHttp());
  const client = createClient({
    server,
    client: { name: 'mallory', version: '0.1.0' },
    ports: testPorts({ http: traffic }),
  });
  const identifier = `mallory.${crypto.randomUUID()}@example.org`;
  await client.register({ identifier, name, password, device: 'x' });
  const found = traffic.exchanges.findLast(({ request, response }) => request.url.endsWith('/v1/auth/login') && response?.status === 200);
  return { client, identifier, login: JSON.parse(String(found?.response?.body)) as LoginAnswer };
}

/** Waits until a page says why something was refused. */
export const saidToPerson = ({ page }: WebPerson, code: string, locale: 'en' | 'de' = 'en'): Promise<void> =>
  page.getByRole('alert').getByText(saidOf(code, locale)).waitFor();
