import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient } from '@sealchart/sdk';
import { prepareProfile } from '../profile/profile.ts';
import { readSettings, writeSettings } from '../profile/settings.ts';
import type { CommandContext } from './context.ts';

/** Where `npm start` serves. */
export const DEFAULT_SERVER = 'http://localhost:3000';

/**
 * The client for a registration or login: at the given server, else the one this profile knows, else the default one.
 * A profile that holds an account stays with its server: `E_USAGE` for another.
 */
export async function clientAt(context: CommandContext, option: string | undefined): Promise<SealchartClient> {
  await prepareProfile(context.profile, context.host);
  await context.takeAccountTurn();
  const known = (await readSettings(context.profile))?.server;
  const server = addressOf(option ?? known ?? DEFAULT_SERVER);
  const client = await context.client(server);
  if (known !== undefined && known !== server && (await client.state()) !== 'empty') {
    throw new SealchartError('E_USAGE', {
      detail: `profile ${context.profile.name} belongs to ${known}; choose another with --profile, or log out first`,
    });
  }
  if (known !== server) await writeSettings(context.profile, { server });
  context.output.note(`Server: ${server}`);
  return client;
}

/** An address as it is kept: scheme, host and port. Throws `E_USAGE` for everything else. */
export function addressOf(typed: string): string {
  const url = URL.parse(typed);
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.pathname !== '/'
  ) {
    throw new SealchartError('E_USAGE', { detail: 'a server is given as https://name or https://name:port' });
  }
  return url.origin;
}
