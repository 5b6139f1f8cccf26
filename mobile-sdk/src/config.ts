import type { Ports } from './ports/ports.ts';

/** What a host says when it makes a client. */
export interface ClientOptions {
  /** Address of the server as the person typed it, such as `https://records.example.org`. */
  readonly server: string;
  /** Who calls: sent with every request, so that an outdated client gets a clear answer. */
  readonly client: { readonly name: string; readonly version: string };
  readonly ports: Ports;
}
