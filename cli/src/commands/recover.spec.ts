import { describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { asMistake } from './recover.ts';

const context = { profile: { name: 'clinic', directory: '/nowhere' } };
const told = (error: unknown, identifier: string | undefined = 'ada@example.org') => asMistake(error, context, identifier);

describe('a recovery that cannot be', () => {
  it('names the profile that holds another account', () => {
    expect(told(new SealchartError('E_EXISTS'))).toMatchObject({
      code: 'E_USAGE',
      detail: expect.stringMatching(/profile clinic .* --profile/),
    });
  });

  it('names an address that is not that of the account', () => {
    const issues = [{ path: 'identifier', message: 'not the e-mail address of this account' }];
    const refused = new SealchartError('E_REQUEST', { issues });
    expect(told(refused)).toMatchObject({ code: 'E_USAGE', detail: expect.stringContaining('ada@example.org') });
  });

  it.each<[string, unknown]>([
    ['of the server', new SealchartError('E_NETWORK')],
    ['of another field', new SealchartError('E_REQUEST', { issues: [{ path: 'device', message: 'x' }] })],
    ['without a field', new SealchartError('E_REQUEST')],
    ['that is none of ours', new TypeError('x')],
  ])('stays what it is for a failure %s', (_what, error) => {
    expect(told(error)).toBe(error);
  });
});
