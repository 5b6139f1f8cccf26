import { describe, expect, it } from '@jest/globals';
import { parseReply, parseRequest } from './messages.ts';

describe('what the agent is asked', () => {
  it.each(['get', 'peek', 'touch', 'lock', 'status'] as const)('may be %s', (act) => {
    expect(parseRequest(`{"do":"${act}"}`)).toEqual({ do: act });
  });

  it.each(['', '{}', '[]', 'null', '{"do":"export"}', '{"do":["get"]}', '{"do":"get","as":"root"}', '{"__proto__":{"do":"get"}}', 'get'])(
    'is not %j',
    (line) => {
      expect(parseRequest(line)).toBeUndefined();
    },
  );
});

describe('what the agent answers', () => {
  it('is read strictly', () => {
    const key = 'A'.repeat(43);
    expect(parseReply(`{"ok":true,"idleMs":5,"key":"${key}"}`)).toEqual({ ok: true, idleMs: 5, key });
    expect(parseReply('{"ok":true,"idleMs":5}')).toEqual({ ok: true, idleMs: 5 });
    expect(parseReply('{"ok":false}')).toEqual({ ok: false });
    for (const line of [
      '',
      '{}',
      '{"ok":1}',
      '{"ok":true}',
      '{"ok":true,"idleMs":"5"}',
      '{"ok":true,"idleMs":5,"key":1}',
      '{"ok":true,"idleMs":5,"key":"AA"}',
    ]) {
      expect(parseReply(line)).toBeUndefined();
    }
  });
});
