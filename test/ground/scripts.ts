// The start and test scripts are plain JavaScript: here they get the types that the tests need.
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(import.meta.dirname));

const load = (file: string): Promise<unknown> => import(pathToFileURL(join(root, 'scripts', file)).href) as Promise<unknown>;

export interface Zones {
  readonly rows: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly forbidden: Readonly<Record<string, readonly RegExp[]>>;
  readonly owners: Readonly<Record<string, string>>;
  readonly starter: string;
  readonly verdict: (file: string, specifier: string, options?: { readonly isType?: boolean }) => string | undefined;
}

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly license?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface Install {
  readonly isInstalled: (lock: Lock, record: Lock | undefined) => boolean;
  readonly reasonOfInstall: (output: string) => string;
}

export interface ReplicaSet {
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<string>;
  readonly stop: () => Promise<void>;
}
export interface Mongod {
  readonly findMongod: (options: { env?: Readonly<Record<string, string>>; say?: (line: string) => void }) => Promise<string>;
  readonly startReplicaSet: (options: {
    binary: string;
    folder: string;
    port?: number;
    ownGroup?: boolean;
    signal?: AbortSignal;
  }) => Promise<ReplicaSet>;
}

export const replicaSet = async () =>
  (await load('mongod/replica-set.mjs')) as { readonly reasonOfEnd: (code: number | null, by: string | null, log: string) => string };

export interface LeftOver {
  readonly isAlive: (pid: number) => boolean;
  readonly commandOf: (pid: number) => string;
  readonly stopLeftMongod: (data: string) => Promise<void>;
}

export interface HeldFolder {
  readonly note: (name: string, pid: number) => void;
  readonly release: () => void;
}
export interface DataFolder {
  readonly openDataFolder: (folder: string) => Promise<HeldFolder>;
  readonly requireSpace: (folder: string, stat: (folder: string) => { bavail: number; bsize: number }) => void;
  readonly reasonOfFolder: (error: { code?: string; message: string }, folder: string) => string;
}

export interface TestResultLike {
  readonly testFilePath: string;
  readonly perfStats: { readonly runtime: number };
  readonly testResults: readonly { readonly fullName: string; readonly status: string }[];
}
export interface Reporter {
  readonly figureTable: (text: string) => readonly string[];
  readonly longestSuites: (suites: readonly TestResultLike[]) => string[];
  readonly conditionLine: (name: string, suites: readonly TestResultLike[], sourceOf: (file: string) => string) => string;
  readonly closingLine: (results: { numPassedTests: number; numFailedTests: number; numRuntimeErrorTestSuites: number }) => string;
}

/** A test as jest reports it. */
export interface ReportedTest {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

export interface AttackCase {
  readonly id: string;
  readonly title: string;
  readonly scope: 'whole' | 'part' | 'not yet';
  readonly waitsFor?: string;
}

export interface HostileTable {
  readonly readCases: () => readonly AttackCase[];
  readonly hostileTable: (suites: readonly { readonly testResults: readonly ReportedTest[] }[], cases: readonly AttackCase[]) => string[];
  readonly hostileFigures: (
    suites: readonly { readonly testResults: readonly ReportedTest[] }[],
    cases: readonly AttackCase[],
  ) => readonly (readonly [name: string, text: string])[];
}

export const zones = async () => (await load('zones.mjs')) as Zones;
export const install = async () => (await load('install.mjs')) as Install;
export const mongod = async () => (await load('mongod.mjs')) as Mongod;
export const leftOver = async () => (await load('mongod/left-over.mjs')) as LeftOver;
export const dataFolder = async () => (await load('start/data-folder.mjs')) as DataFolder;
export const reporter = async () => (await load('jest-reporter.mjs')) as Reporter;
export const hostile = async () => (await load('hostile-table.mjs')) as HostileTable;
export const notices = async () =>
  (await load('notices.mjs')) as {
    readonly shippedPackages: (lock: Lock) => readonly { readonly name: string; readonly version: string; readonly licence?: string }[];
    readonly noticesOf: (lock: Lock) => readonly { readonly name: string; readonly texts: readonly string[] }[];
    readonly thirdPartyNotices: (lock: Lock) => string;
  };
export const completeLock = async () =>
  (await load('complete-lock.mjs')) as { readonly missingEntries: (lock: Lock) => Record<string, LockedPackage> };
export const nodeVersion = async () =>
  (await load('node-version.mjs')) as { readonly nodeProblem: (version: string) => string | undefined };
export const api = async () =>
  (await load('start/api.mjs')) as { readonly reasonOfEnd: (code: number | null, by: string | null) => string };
export const stopRequest = async () =>
  (await load('start/stop-request.mjs')) as {
    readonly listenForStop: (options: { force: () => void; now: () => number }) => {
      signal: AbortSignal;
      requested: Promise<unknown>;
      close: () => void;
    };
  };
