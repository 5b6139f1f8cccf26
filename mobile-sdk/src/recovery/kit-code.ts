import type { RecoveryKit } from '../client-api/account.ts';
import type { KitField } from './kit-fields.ts';
import { KIT_FIELDS, KIT_FORMAT, checkFormat, kitOfValues, noKit, valuesOfKit } from './kit-fields.ts';

/** In front of everything that a QR code of a kit carries. */
const SCHEME = 'sealchart-kit:';

const CODE = /sealchart-kit:(\d*)\?(\S*)/;

/** The kit as one line of ASCII, for a QR code (formats, "Recovery kit"). As secret as the words in it. */
export function recoveryKitCode(kit: RecoveryKit): string {
  const values = valuesOfKit(kit);
  const members = KIT_FIELDS.map((field) => `${field}=${encodeValue(values[field])}`);
  return `${SCHEME}${KIT_FORMAT}?${[...members, `words=${kit.words.join('+')}`].join('&')}`;
}

/** The kit of the code that stands anywhere in a text; undefined when there is none. `E_WORDS` when it is damaged or newer. */
export function findKitCode(text: string): RecoveryKit | undefined {
  const [found, format, members] = CODE.exec(text) ?? [];
  if (found === undefined || format === undefined || members === undefined) return undefined;
  checkFormat(format);
  const values = new Map<string, string>(
    members.split('&').map((member) => {
      const [name = '', value = ''] = member.split('=', 2);
      return [name, decodeValue(value)];
    }),
  );
  const fields = Object.fromEntries(KIT_FIELDS.flatMap((field) => valueOf(values, field)));
  const kit = kitOfValues(fields, (values.get('words') ?? '').replaceAll('+', ' '));
  // Fields in another order, twice or unknown, and other spellings: nothing of ours writes them.
  if (recoveryKitCode(kit) !== found) throw noKit('its code was changed');
  return kit;
}

function valueOf(values: ReadonlyMap<string, string>, field: KitField): [KitField, string][] {
  const value = values.get(field);
  return value === undefined ? [] : [[field, value]];
}

/** A query may hold `:` and `/` as they are (RFC 3986 section 3.4), and the code stays legible. */
function encodeValue(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%2F', '/');
}

function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw noKit('its code is damaged');
  }
}
