import { describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { fastKdf } from './fast-kdf.ts';
import { fixedClock } from './fixed-clock.ts';
import { mutatingHttp, recordingHttp, recordingKdf, recordingRandom } from './recording.ts';

const request = { method: 'GET', url: 'http://localhost/', headers: {} } as const;
const answer = { status: 200, headers: {}, body: 'ok' };

describe('recording ports', () => {
  it('keep copies, which nobody can overwrite', async () => {
    const random = recordingRandom();
    const draw = random.bytes(32);
    const copy = draw.slice();
    draw.fill(0);
    expect(random.drawn).toEqual([copy]);
    const kdf = recordingKdf(fastKdf());
    const password = Uint8Array.of(1, 2);
    const stretch = await kdf.argon2id({ password, salt: new Uint8Array(16), m: 1, t: 1, p: 1 });
    const before = stretch.slice();
    password.fill(0);
    stretch.fill(0);
    expect(kdf.jobs).toMatchObject([{ job: { password: Uint8Array.of(1, 2) }, stretch: before }]);
  });

  it('keep traffic, answered or not', async () => {
    const down = recordingHttp({ send: () => Promise.reject(new SealchartError('E_NETWORK')) });
    await expect(down.send(request)).rejects.toMatchObject({ code: 'E_NETWORK' });
    expect(down.exchanges).toEqual([{ request }]);
    const up = recordingHttp({ send: () => Promise.resolve(answer) });
    await up.send(request);
    expect(up.exchanges).toEqual([{ request, response: answer }]);
  });

  it('let a test answer in place of the server', async () => {
    const http = mutatingHttp({ send: () => Promise.resolve(answer) }, (_, { body }) => ({ ...answer, body: `${body}!` }));
    expect(await http.send(request)).toMatchObject({ body: 'ok!' });
  });
});

describe('a fixed clock', () => {
  it('moves when told, and when waited for', async () => {
    const clock = fixedClock(100);
    expect(clock.now()).toBe(100);
    clock.advance(5);
    await clock.wait(10);
    expect(clock.now()).toBe(115);
  });
});
