import { afterEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '@sealchart/protocol';
import { ERRORS, SealchartError } from '@sealchart/protocol';
import { EXIT, exitCodeOf, failureOf, tellFailure, worstExitCode } from './failure.ts';
import { Output } from './terminal/output.ts';
import { testHost } from './testing/test-host.ts';

const hosts: ReturnType<typeof testHost>[] = [];
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

function told(error: unknown, options: { isJson?: boolean; isDebug?: boolean } = {}) {
  const host = testHost();
  hosts.push(host);
  const output = new Output({ stdout: host.stdout, stderr: host.stderr, isJson: options.isJson === true, allowsColour: true });
  const exit = tellFailure(error, output, options.isDebug === true);
  return { exit, out: host.out(), err: host.err() };
}

describe('exit codes', () => {
  it.each([
    ['E_USAGE', 2],
    ['E_LOCKED', 3],
    ['E_NOT_LOGGED_IN', 3],
    ['E_PASSWORD', 3],
    ['E_NETWORK', 4],
    ['E_UNAVAILABLE', 4],
    ['E_KEY_CHANGED', 5],
    ['E_ROLLBACK', 5],
    ['E_SIGNATURE', 5],
    ['E_NOT_VERIFIED', 5],
    ['E_AGENT', 5],
    ['E_WORDS', 2],
    ['E_KIT', 3],
    ['E_KEYS_RENEWED', 3],
    ['E_GUESSED', 4],
    ['E_SALT', 5],
    ['E_RECOVERY', 5],
    ['E_SELF_KEY_UNKNOWN', 5],
    ['E_SLOT_UNKNOWN', 5],
    ['E_CROSS_SITE', 5],
    ['E_NOT_FOUND', 1],
    ['E_UNMERGED', 1],
    ['E_UNEXPECTED', 1],
  ] as const)('%s ends with %d', (code, exit) => {
    expect(exitCodeOf(code)).toBe(exit);
  });

  it('is never 0 for a failure', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) expect(exitCodeOf(code)).toBeGreaterThan(0);
  });

  it('of many parts is that of the worst', () => {
    expect(worstExitCode([])).toBe(EXIT.ok);
    expect(worstExitCode(['E_NOT_FOUND', 'E_ROLLBACK', 'E_NETWORK'])).toBe(EXIT.security);
    expect(worstExitCode(['E_NOT_FOUND', 'E_NETWORK'])).toBe(EXIT.network);
    expect(worstExitCode(['E_CONFLICT'])).toBe(EXIT.refused);
    expect(worstExitCode(['E_USAGE'])).toBe(EXIT.refused);
  });
});

describe('a failure', () => {
  it('says what happened, what exactly, and what to do', () => {
    const error = new SealchartError('E_FHIR', { detail: 'entry 3', issues: [{ path: 'entry[3]', message: 'no\u001b[2J object' }] });
    const { exit, out, err } = told(error);
    expect(exit).toBe(EXIT.refused);
    expect(out).toBe('');
    expect(err).toBe(`E_FHIR  ${ERRORS.E_FHIR.title}\n  entry 3\n  - entry[3]: no\\u{1b}[2J object\n  ${ERRORS.E_FHIR.todo}\n`);
  });

  it('of a server is one line of JSON without anything that a terminal would act on', () => {
    const detail = 'a\u202eb\u2066c\u009b2Jd';
    const { err } = told(new SealchartError('E_REQUEST', { detail, issues: [{ path: 'x\u202e', message: detail }] }), { isJson: true });
    expect(err).not.toMatch(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/);
    expect(JSON.parse(err)).toMatchObject({ detail, issues: [{ path: 'x\u202e', message: detail }] });
  });

  it('says once what its detail and its first issue both say', () => {
    const { err } = told(new SealchartError('E_REQUEST', { detail: 'name: too long', issues: [{ path: 'name', message: 'too long' }] }));
    expect(err.match(/name: too long/g)).toHaveLength(1);
  });

  it.each([
    ['E_LOGIN', '"recover"'],
    ['E_PASSWORD', '"recover"'],
    ['E_GUESSED', '"recover"'],
    ['E_KIT', '"kit"'],
    ['E_SALT', '"login --password-changed"'],
    ['E_KEYS_RENEWED', '"login"'],
    ['E_SLOT_UNKNOWN', '"ways"'],
  ] as const)('%s names the command that helps: %s', (code, command) => {
    expect(failureOf(new SealchartError(code)).todo).toContain(command);
  });

  it('of the store says how to have a new one', () => {
    expect(failureOf(new SealchartError('E_STORE')).todo).toContain('logout --device-only');
  });

  it('is one line of JSON with --json', () => {
    const { err } = told(new SealchartError('E_NETWORK', { detail: 'refused' }), { isJson: true });
    expect(err.trimEnd()).not.toContain('\n');
    expect(JSON.parse(err)).toEqual({ code: 'E_NETWORK', title: ERRORS.E_NETWORK.title, detail: 'refused', todo: ERRORS.E_NETWORK.todo });
  });

  it('that nobody foresaw says nothing of its inside, unless it is asked to', () => {
    const secret = new TypeError('cannot read "Penicillin" of undefined');
    expect(failureOf(secret)).toEqual({ code: 'E_UNEXPECTED', title: ERRORS.E_UNEXPECTED.title, todo: ERRORS.E_UNEXPECTED.todo });
    const plain = told(secret);
    expect(plain.exit).toBe(EXIT.refused);
    expect(plain.err).not.toMatch(/Penicillin|\bat /);
    expect(plain.err).toContain('SEALCHART_DEBUG=1');
    expect(told(secret, { isDebug: true }).err).toMatch(/Penicillin[\s\S]*failure\.spec/);
  });
});
