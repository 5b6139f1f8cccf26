import { describe, expect, it } from '@jest/globals';
import { api, stopRequest } from './scripts.ts';

const { listenForStop } = await stopRequest();
const { reasonOfEnd } = await api();

describe('asking to stop', () => {
  it('stops at the first Ctrl-C, takes no echo for a second one, and forces at the next', async () => {
    let [clock, forced] = [0, 0];
    const stop = listenForStop({ force: () => (forced += 1), now: () => clock });
    expect(stop.signal.aborted).toBe(false);
    process.emit('SIGINT');
    await stop.requested;
    expect(stop.signal.aborted).toBe(true);

    clock = 20;
    process.emit('SIGINT');
    expect(forced).toBe(0);
    clock = 2000;
    process.emit('SIGTERM');
    expect(forced).toBe(1);
    stop.close();
  });
});

describe('the end of the server', () => {
  it('is told by its reason', () => {
    expect(reasonOfEnd(78, null)).toBe('the server did not start; the lines above say why');
    expect(reasonOfEnd(0, null)).toBe('the server was stopped');
    expect(reasonOfEnd(null, 'SIGKILL')).toBe('the server ended (SIGKILL)');
    expect(reasonOfEnd(139, null)).toBe('the server ended (exit code 139)');
  });
});
