// The scripts about dependencies are plain JavaScript: here they get the types that the tests need.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './scripts.ts';
import type { Lock } from './scripts.ts';

const load = (file: string): Promise<unknown> => import(pathToFileURL(join(root, 'scripts', file)).href) as Promise<unknown>;

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}
export interface Note {
  readonly version: string;
  readonly released: string;
  readonly kibibytes: number;
  readonly why: string;
}
/** What the page about dependencies is made of. The note without a name is of none of them and belongs to the page. */
export interface Tables {
  readonly manifests: Readonly<Record<string, Manifest>>;
  readonly lock: Lock;
  readonly notes: Readonly<
    Record<string, Note | { readonly scripts: Readonly<Record<string, string>>; readonly limits: readonly string[] }>
  >;
}
export interface LockedEntry {
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
  readonly path: string;
}
export interface Part {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly ({ readonly license: { readonly id: string } } | { readonly expression: string })[];
}
export interface Bill {
  readonly $schema: string;
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly version: number;
  readonly metadata: { readonly component: Part };
  readonly components: readonly Part[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

type Refusals = (lock: Lock) => readonly string[];

export const direct = async () =>
  (await load('dependencies/direct.mjs')) as {
    readonly readTables: () => Tables;
    readonly directDependencies: (
      tables: Pick<Tables, 'manifests' | 'lock'>,
    ) => readonly { readonly name: string; readonly path: string }[];
  };
export const licences = async () =>
  (await load('dependencies/licences.mjs')) as {
    readonly lockedPackages: (lock: Lock) => readonly LockedEntry[];
    readonly licenceRefusals: Refusals;
  };
export const installScripts = async () =>
  (await load('dependencies/install-scripts.mjs')) as {
    readonly installScriptRefusals: (manifest: Pick<Manifest, 'allowScripts'>, lock: Lock) => readonly string[];
    readonly digestRefusals: Refusals;
  };
export const page = async () => (await load('dependencies/page.mjs')) as { readonly dependencyPage: (tables: Tables) => string };
export const sbom = async () => (await load('sbom.mjs')) as { readonly billOfMaterials: (manifest: Manifest, lock: Lock) => Bill };
export const webDigest = async () =>
  (await load('web-digest.mjs')) as {
    readonly fileDigests: (folder: string) => ReadonlyMap<string, string>;
    readonly buildDigest: (files: ReadonlyMap<string, string>) => string;
  };
export const webElsewhere = async () => (await load('web-elsewhere.mjs')) as { readonly bundleWorkerElsewhere: () => string };
export const webCheck = async () =>
  (await load('web-check.mjs')) as {
    readonly checkWeb: () => { readonly digest: string; readonly files: number };
    readonly differences: (first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>) => readonly string[];
  };

export interface Claim {
  readonly file: string;
  readonly heading: string;
  readonly text: string;
}
/** A row of the table of figures: `lines` are beginnings of names that suites print; `waits` says what is not measured yet. */
export interface Figure {
  readonly figure: string;
  readonly target: string;
  readonly lines: readonly string[];
  readonly suites: readonly string[];
  readonly waits?: string;
}
/** `docs/assurance.json`: suites by file and beginning of a claim, reasons in the same form, figures, and what a run measured. */
export interface Assurance {
  readonly claims: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly unproved: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly figures: readonly Figure[];
  readonly measured: Readonly<Record<string, { readonly said: string; readonly on: string }>>;
}

export const claims = async () =>
  (await load('assurance/claims.mjs')) as {
    readonly readClaims: () => readonly Claim[];
    readonly claimsOf: (section: string) => readonly string[];
    readonly refusalsOf: (page: string) => readonly { readonly text: string; readonly codes: readonly string[] }[];
    readonly SECTIONS: readonly Omit<Claim, 'text'>[];
  };
export const assurancePage = async () =>
  (await load('assurance/page.mjs')) as { readonly assurancePage: (claims: readonly Claim[], noted: Assurance) => string };
export const assurance = async () =>
  (await load('assurance.mjs')) as { readonly figuresOf: (text: string, rows: readonly Figure[]) => Readonly<Record<string, string>> };

/** A requirement of the ASVS, in words of our own, and what we found of it. */
export interface Requirement {
  readonly id: string;
  readonly level: number;
  readonly about: string;
  readonly verdict: string;
  readonly evidence: readonly string[];
  readonly note?: string;
}
/** `docs/asvs.json`. */
export interface Asvs {
  readonly standard: string;
  readonly requirements: readonly Requirement[];
}

export const asvs = async () =>
  (await load('asvs.mjs')) as {
    readonly readAsvs: () => Asvs;
    readonly asvsRefusals: (list: Asvs) => readonly string[];
    readonly asvsCounts: (list: Asvs, levels?: readonly number[]) => Readonly<Record<string, number>>;
    readonly asvsPage: (list: Asvs) => string;
  };
