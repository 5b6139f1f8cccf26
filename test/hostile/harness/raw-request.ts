import { RAW_HEADERS } from '../../stories/support/owned-account.ts';
import type { RawAnswer, RawRequest } from './client-row.ts';
import type { Actor, Stage } from './stage.ts';

/** Sends what no client of ours would send. */
export async function ask(
  { hostile: { server } }: Stage,
  { method, path, body, as, headers = {}, from = someAddress() }: RawRequest,
): Promise<RawAnswer> {
  const authorization: Record<string, string> = as ? { authorization: await tokenOf(as) } : {};
  const { 'content-type': type, ...always } = RAW_HEADERS;
  const answer = await server.from(from).send({
    method,
    url: server.url + path,
    headers: { ...always, ...(body === undefined ? {} : { 'content-type': type }), ...authorization, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const parsed: unknown = answer.body === '' ? undefined : JSON.parse(answer.body);
  const outcome = answer.status < 300 ? 'done' : String((parsed as { code?: string }).code);
  return { status: answer.status, outcome, body: parsed, headers: answer.headers };
}

/** The session of a device, as it shows it. */
async function tokenOf({ client, traffic }: Actor): Promise<string> {
  await client.sessions();
  const shown = traffic.exchanges.findLast(({ request }) => request.headers['authorization'] !== undefined);
  const token = shown?.request.headers['authorization'];
  if (token === undefined) throw new Error('a device that has no session yet');
  return token;
}

/** A network address that nobody else has. */
export function someAddress(): string {
  return `10.${[...crypto.getRandomValues(new Uint8Array(3))].join('.')}`;
}
