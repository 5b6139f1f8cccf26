import { CLIENT_HEADER, PROTOCOL, PROTOCOL_HEADER, SealchartError } from '@sealchart/protocol';

/** The program that calls; no trust rests on it. */
export interface ClientName {
  readonly name: string;
  readonly version: string;
}

/** The headers with which every request says who calls and which protocol it speaks. `E_USAGE` for a name no header can carry. */
export function clientHeaders({ name, version }: ClientName): Readonly<Record<string, string>> {
  const client = `${name}/${version}`;
  if (!/^[\w.+-]{1,50}\/[\w.+-]{1,50}$/.test(client)) throw new SealchartError('E_USAGE', { detail: 'name or version of the client' });
  return { [CLIENT_HEADER]: client, [PROTOCOL_HEADER]: String(PROTOCOL) };
}
