import { DeviceName, Identifier, ProfileStatement, normaliseIdentifier } from '@sealchart/protocol';
import type { Credentials } from './login.ts';
import { requestError } from './new-password.ts';

/** What a person typed, in normal form; refused here so that no Argon2 runs for nothing. `E_REQUEST`. */
export function checkCredentials({ identifier, password, device }: Credentials): Credentials {
  if (password === '') throw requestError('password', 'empty');
  return { identifier: checkIdentifier(identifier), password, device: checkDevice(device) };
}

/** An e-mail address in normal form. `E_REQUEST`. */
export function checkIdentifier(typed: string): string {
  const normal = normaliseIdentifier(typed);
  if (!Identifier.safeParse(normal).success) throw requestError('identifier', 'not an e-mail address');
  return normal;
}

/** The name that a session is listed under. `E_REQUEST`. */
export function checkDevice(device: string): string {
  if (!DeviceName.safeParse(device).success) throw requestError('device', 'not a name of 1 to 100 characters');
  return device;
}

/** What a person calls themself. `E_REQUEST`. */
export function checkName(name: string): void {
  if (!ProfileStatement.shape.name.safeParse(name).success) throw requestError('name', 'not a plain name of 1 to 200 characters');
}
