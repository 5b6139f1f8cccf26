import { afterEach, describe, expect, it } from '@jest/globals';
import { testHost } from '../testing/test-host.ts';
import { Output } from './output.ts';

const hosts: ReturnType<typeof testHost>[] = [];
const hostOf = (...args: Parameters<typeof testHost>) => {
  const host = testHost(...args);
  hosts.push(host);
  return host;
};
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

const outputOn = (host: ReturnType<typeof testHost>, isJson = false, allowsColour = true) =>
  new Output({ stdout: host.stdout, stderr: host.stderr, isJson, allowsColour });

describe('output', () => {
  it('gives one JSON document and no notes with --json', async () => {
    const host = hostOf();
    const output = outputOn(host, true);
    output.note('by the way');
    await output.answer({ title: 'a\u009bb' }, () => ['never']);
    expect(JSON.parse(host.out())).toEqual({ title: 'a\u009bb' });
    expect(host.out()).not.toContain('\u009b');
    expect(host.err()).toBe('');
  });

  it('colours only terminals', () => {
    expect(outputOn(hostOf({ isTerminal: true })).style.bad('x')).toBe('\u001b[31mx\u001b[39m');
    expect(outputOn(hostOf({ isTerminal: false })).style.bad('x')).toBe('x');
    expect(outputOn(hostOf({ isTerminal: true }), false, false).style.bad('x')).toBe('x');
    expect(outputOn(hostOf({ isTerminal: true }), true).style.bad('x')).toBe('x');
  });

  it('lets no control sequence out, even where escaping was forgotten', async () => {
    const host = hostOf({ isTerminal: true });
    const output = outputOn(host);
    await output.answer({}, () => [output.style.bold('name\u001b]52;c;AAAA\u0007'), 'b\u001b[8mhidden']);
    output.note('c\u001b[2J');
    expect(host.out()).toBe('\u001b[1mname]52;c;AAAA\u001b[22m\nbhidden\n');
    expect(host.err()).toBe('c[2J\n');
  });

  it('rejects when nobody reads any longer', async () => {
    const host = hostOf();
    host.stdout.on('error', () => undefined);
    host.stdout.destroy();
    await expect(outputOn(host).write('x')).rejects.toMatchObject({ code: 'ERR_STREAM_DESTROYED' });
  });
});
