import type { Person, Reader } from '@sealchart/sdk';

/** A made-up person; whatever a test does not name is filled in. */
export function personOf(given: Partial<Person> = {}): Person {
  return {
    accountId: 'acc_BBBBBBBBBBBBBBBBBBBBBA',
    name: 'Dr Hill',
    fingerprint: '0'.repeat(64),
    words: 'fat castle lend mention token clog'.split(' '),
    state: 'unverified',
    ...given,
  };
}

/** A made-up reader of an element. */
export function readerOf(given: Partial<Reader> = {}): Reader {
  return { person: personOf(), role: 'viewer', isSelf: false, hasEnded: false, history: false, ...given };
}
