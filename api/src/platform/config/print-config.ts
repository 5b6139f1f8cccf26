import type { AppConfig } from './app-config.ts';

/** The settings as `--print-config` shows them: what stands between `//` and `@` of an address, and its options, are masked. */
export function printableConfig(config: AppConfig): string {
  const masked = {
    ...config,
    publicUrl: config.publicUrl ?? `${config.tls ? 'https' : 'http'}://localhost:${config.port}`,
    accounts: { ...config.accounts, uri: maskedUri(config.accounts.uri) },
    records: { ...config.records, uri: maskedUri(config.records.uri) },
  };
  return JSON.stringify(masked, undefined, 2);
}

/** Options may hold tokens and file names of keys: only the ones that say where the data lies stay. */
function maskedUri(uri: string): string {
  const [, scheme = '', rest = ''] = /^(mongodb(?:\+srv)?:\/\/)(.*)$/s.exec(uri) ?? [];
  const [address = '', options = ''] = rest.split('?', 2);
  const at = address.lastIndexOf('@');
  const shown = options.split('&').map((option) => (/^replicaSet=/i.test(option) ? option : option.replace(/=.*$/s, '=***')));
  const credentials = at < 0 ? '' : '***@';
  return `${scheme}${credentials}${address.slice(at + 1)}${options === '' ? '' : `?${shown.join('&')}`}`;
}
