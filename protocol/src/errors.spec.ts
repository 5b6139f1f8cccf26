import { describe, expect, it } from '@jest/globals';
import { ERRORS, isErrorCode, SealchartError } from './errors.ts';

describe('the error table', () => {
  it('has a sentence of what happened and one of what to do for each code', () => {
    for (const [code, entry] of Object.entries(ERRORS)) {
      expect(code).toMatch(/^E_[A-Z_]+$/);
      expect(entry.title).toMatch(/^[A-Z].+\.$/);
      expect(entry.todo).toMatch(/^[A-Z].+\.$/);
      expect(entry.status ?? 400).toBeGreaterThanOrEqual(400);
    }
  });

  it('knows its codes and nothing that only looks like one', () => {
    expect(isErrorCode('E_LOGIN')).toBe(true);
    for (const other of ['E_NOPE', 'toString', '__proto__', 5, undefined]) expect(isErrorCode(other)).toBe(false);
  });
});

describe('an error', () => {
  it('carries code, status, detail and what to do, and keeps its cause to itself', () => {
    const cause = new Error('secret');
    const error = new SealchartError('E_CONFLICT', { detail: 'version 3', cause });
    expect(error).toMatchObject({ code: 'E_CONFLICT', status: 409, detail: 'version 3', todo: ERRORS.E_CONFLICT.todo, cause });
    expect(error.message).not.toContain('secret');
    expect(new SealchartError('E_NETWORK').status).toBeUndefined();
  });
});
