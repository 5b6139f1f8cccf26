import type { Family } from './family.ts';

/** Parsers that are made and read together. */
export interface Group {
  readonly families: readonly Family[];
  readonly close?: () => Promise<void>;
}

/** Every group, loaded when it is asked for. */
export const GROUPS: Readonly<Record<string, () => Promise<Group>>> = {
  broken: async () => (await import('./families/broken.ts')).brokenGroup(),
  codes: async () => (await import('./families/codes.ts')).codesGroup(),
  command: async () => (await import('./families/command.ts')).commandGroup(),
  fhir: async () => (await import('./families/fhir.ts')).fhirGroup(),
  kits: async () => (await import('./families/kits.ts')).kitsGroup(),
  packets: async () => (await import('./families/packets.ts')).packetsGroup(),
  requests: async () => (await import('./families/requests.ts')).requestsGroup(),
  sealed: async () => (await import('./families/sealed.ts')).sealedGroup(),
  statements: async () => (await import('./families/statements.ts')).statementsGroup(),
  transport: async () => (await import('./families/transport.ts')).transportGroup(),
};
