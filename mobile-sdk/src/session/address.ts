import { SealchartError } from '@sealchart/protocol';

/** A server as a person typed it. */
export interface ServerAddress {
  /** `https://host[:port]`, without a final slash. */
  readonly origin: string;
  /** Lower-case A-labels, without port. */
  readonly host: string;
}

/**
 * Reads a server's address. `E_USAGE` unless it is an http(s) address of a host alone; `E_INSECURE` for http to anything
 * but this machine, because whoever sits between could change what is shown and sent.
 */
export function parseAddress(typed: string): ServerAddress {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    `${url.pathname}${url.search}${url.hash}` !== '/'
  ) {
    throw new SealchartError('E_USAGE', { detail: 'the server is given as https://name, without anything behind it' });
  }
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) throw new SealchartError('E_INSECURE', { detail: url.host });
  return { origin: url.origin, host: url.hostname };
}

/** What browsers take for a secure context without TLS. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]';
}

/** A host name as a realm is written: lower-case A-labels, no port, no final dot. */
const REALM = /^(?!(?:.*\.)?\d+$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * Refuses a realm that the typed host neither is nor lies under (`E_REALM`): otherwise a hostile server could name the
 * realm of another one and pass on there what the password yields here.
 */
export function checkRealm(host: string, realm: string): void {
  if (!REALM.test(realm) || (host !== realm && !host.endsWith(`.${realm}`))) {
    throw new SealchartError('E_REALM', { detail: `${host} does not lie under the name that the server gives` });
  }
}
