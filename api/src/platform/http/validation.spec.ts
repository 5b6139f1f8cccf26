import { describe, expect, it } from '@jest/globals';
import { BatchRequest, FeedRequest, LoginRequest, SealchartError } from '@sealchart/protocol';
import type { ZodMiniType } from 'zod/mini';
import { SEALED_FIELDS } from './sealed-fields.ts';
import { parseRequest } from './validation.ts';

const principal = 'acc_AAAAAAAAAAAAAAAAAAAAAA';
const refusal = (schema: ZodMiniType, value: unknown): SealchartError => {
  try {
    parseRequest(schema, value);
  } catch (error) {
    if (error instanceof SealchartError) return error;
    throw error;
  }
  throw new Error('was accepted');
};
const paths = (error: SealchartError): string[] => error.issues.map(({ path }) => path);

describe('validating a request', () => {
  it('lets through what fits', () => {
    const value = { cursor: { principal, seq: 0 } };
    expect(parseRequest(FeedRequest, value)).toEqual(value);
  });

  it.each([
    ['nothing', undefined, ['']],
    ['null', null, ['']],
    ['a list', [], ['']],
    ['an operator for text', { cursor: { principal: { $gt: '' }, seq: 0 } }, ['cursor.principal']],
    ['a list for text', { cursor: { principal: [principal], seq: 0 } }, ['cursor.principal']],
    ['a length that cannot be compared', { cursor: { principal: { length: { valueOf: 1, toString: 1 } }, seq: 0 } }, ['']],
    ['a number for text', { cursor: { principal: 1, seq: 0 } }, ['cursor.principal']],
    ['text for a number', { cursor: { principal, seq: '0' } }, ['cursor.seq']],
    ['an operator as field', { cursor: { principal, seq: 0, $where: '1' } }, ['cursor.$where']],
    ['an unknown field', { cursor: { principal, seq: 0 }, more: 1 }, ['more']],
    ['a prototype key', { cursor: { principal, seq: 0 }, constructor: { prototype: {} } }, ['constructor']],
  ])('refuses %s by its place', (_, value, expected) => {
    const error = refusal(FeedRequest, value);
    expect(error.code).toBe('E_REQUEST');
    expect(paths(error).filter((path) => expected.includes(path))).toEqual(expected);
  });

  it('never repeats a value', () => {
    const error = refusal(LoginRequest, { identifier: 'marker-one', loginSecret: 'marker-two', device: { deep: 'marker-three' } });
    expect(paths(error).sort()).toEqual(['device', 'identifier', 'loginSecret']);
    expect(JSON.stringify([error.message, error.issues])).not.toContain('marker');
  });
});

describe('sealed fields in the clear', () => {
  it.each([...SEALED_FIELDS])('refuses %s by name, at the top and within', (name) => {
    const top = refusal(FeedRequest, { cursor: { principal, seq: 0 }, [name]: 'marker' });
    expect([top.code, paths(top)]).toEqual(['E_PLAINTEXT', [name]]);
    const within = refusal(BatchRequest, { items: [{ manifest: { statement: 'AA', signature: 'AA' }, keyPackets: [], [name]: 'marker' }] });
    expect([within.code, paths(within)]).toEqual(['E_PLAINTEXT', [`items.0.${name}`]]);
    expect(within.message).not.toContain('marker');
  });

  it('weighs more than other mistakes', () => {
    expect(refusal(FeedRequest, { cursor: 7, unknown: 1, password: 'marker' })).toMatchObject({
      code: 'E_PLAINTEXT',
      issues: [{ path: 'password' }],
    });
  });

  it('are fields, not values: a schema that knows the name decides', () => {
    expect(refusal(FeedRequest, { cursor: { principal: 'password', seq: 0 } }).code).toBe('E_REQUEST');
  });
});
