import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from './environment.ts';

describe('the environment', () => {
  it.each([
    [{ SEALCHART_HOME: '/srv/seal', XDG_DATA_HOME: '/x' }, 'linux', '/srv/seal'],
    [{ XDG_DATA_HOME: '/x' }, 'linux', '/x/sealchart'],
    [{}, 'linux', '/home/ada/.local/share/sealchart'],
    [{ XDG_DATA_HOME: '' }, 'darwin', '/home/ada/.local/share/sealchart'],
  ] as const)('%j on %s keeps profiles in %s', (variables, platform, folder) => {
    expect(readEnvironment(variables, platform, '/home/ada').profiles).toBe(folder);
  });

  it('keeps profiles with the other programs on Windows', () => {
    expect(readEnvironment({ LOCALAPPDATA: 'C:/Local' }, 'win32', 'C:/ada').profiles).toContain('Local');
    expect(readEnvironment({ SystemRoot: 'C:/Windows', SECRET: 'x' }, 'win32', 'C:/ada').childVariables).toEqual({
      SystemRoot: 'C:/Windows',
    });
  });

  it('knows colours, debugging and the profile', () => {
    expect(readEnvironment({}, 'linux', '/h')).toMatchObject({ allowsColour: true, isDebug: false });
    expect(readEnvironment({}, 'linux', '/h')).not.toHaveProperty('profile');
    expect(readEnvironment({ NO_COLOR: '1', SEALCHART_DEBUG: '1', SEALCHART_PROFILE: 'clinic' }, 'linux', '/h')).toMatchObject({
      allowsColour: false,
      isDebug: true,
      profile: 'clinic',
    });
    // https://no-color.org: an empty value means nothing.
    expect(readEnvironment({ NO_COLOR: '' }, 'linux', '/h').allowsColour).toBe(true);
    expect(readEnvironment({ TERM: 'dumb' }, 'linux', '/h').allowsColour).toBe(false);
  });
});
