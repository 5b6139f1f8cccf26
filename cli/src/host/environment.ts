import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What the surroundings of the process decide; the one place of the command line that reads environment variables. */
export interface Environment {
  /** Folder with one folder per profile. */
  readonly profiles: string;
  /** Name of the profile that `SEALCHART_PROFILE` asks for. */
  readonly profile?: string;
  /** False where `NO_COLOR` is set (to anything but nothing) or the terminal is dumb. */
  readonly allowsColour: boolean;
  /** True where `SEALCHART_DEBUG` is set: unexpected failures are told with everything. */
  readonly isDebug: boolean;
  /** What a child process needs to start at all; nothing else is handed on. */
  readonly childVariables: Readonly<Record<string, string>>;
}

/** Reads the variables of this process, or the given ones. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): Environment {
  const given = (name: string): string | undefined => variables[name] || undefined;
  const profile = given('SEALCHART_PROFILE');
  const systemRoot = given('SystemRoot');
  return {
    profiles: given('SEALCHART_HOME') ?? join(dataFolder(given, platform, home), 'sealchart'),
    ...(profile === undefined ? {} : { profile }),
    allowsColour: given('NO_COLOR') === undefined && given('TERM') !== 'dumb',
    isDebug: given('SEALCHART_DEBUG') !== undefined,
    childVariables: systemRoot === undefined ? {} : { SystemRoot: systemRoot },
  };
}

function dataFolder(given: (name: string) => string | undefined, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') return given('LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
  return given('XDG_DATA_HOME') ?? join(home, '.local', 'share');
}
