import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { toRefusal } from '../http/problem.ts';
import { isDatabaseAway } from './database-away.ts';

const serverError = (code: number, errorLabels: string[] = []) => new mongo.MongoServerError({ message: 'x', code, errorLabels });
const network = new mongo.MongoNetworkError('lost');

describe('a database that is away', () => {
  it.each([
    ['a lost connection', network],
    ['a primary that stepped down', serverError(189)],
    ['a server that stops', serverError(11_600)],
    ['a transaction that would be begun anew', serverError(251, ['TransientTransactionError'])],
    ['a write that would be tried again', serverError(1, ['RetryableWriteError'])],
    ['any of these inside a bulk write', new mongo.MongoServerError(network)],
  ])('is seen by %s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(true);
    expect(toRefusal(error)).toMatchObject({ code: 'E_UNAVAILABLE', status: 503 });
  });

  it.each([
    ['a duplicate key', serverError(11_000)],
    ['a refused operation', serverError(2)],
    ['such a thing inside a bulk write', new mongo.MongoServerError(serverError(11_000))],
    ['a fault of ours', new TypeError('x')],
    ['nothing', undefined],
  ])('is not seen by %s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(false);
    expect(toRefusal(error).code).toBe('E_INTERNAL');
  });
});
