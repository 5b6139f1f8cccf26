/**
 * The origin of an address as an operator writes it (`https://records.example.org`), or undefined when it is no plain http(s)
 * address. Host names come back in lower-case A-labels.
 */
export function publicAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && isPlain && url.hostname !== '' ? url.origin : undefined;
}
