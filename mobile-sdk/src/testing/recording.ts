import type { Bytes } from '@sealchart/protocol';
import { secureRandom } from '../adapters/secure-random.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';
import type { Kdf, KdfJob } from '../ports/kdf.ts';
import type { Random } from '../ports/random.ts';

export interface RecordingRandom extends Random {
  /** Everything drawn, in order. Account key and session keys are draws of 32 bytes. */
  readonly drawn: Bytes[];
}

/** Keeps a copy of every draw, so that a scan can look for session keys where they must not be. */
export function recordingRandom(random: Random = secureRandom()): RecordingRandom {
  const drawn: Bytes[] = [];
  const bytes = (count: number) => {
    const draw = random.bytes(count);
    drawn.push(draw.slice());
    return draw;
  };
  return { drawn, bytes };
}

export interface RecordingKdf extends Kdf {
  /** Every call with its result, copies of both. */
  readonly jobs: { readonly job: KdfJob; readonly stretch: Bytes }[];
}

/** Keeps a copy of every password and stretch; a call that is refused before Argon2 leaves no entry. */
export function recordingKdf(kdf: Kdf): RecordingKdf {
  const jobs: RecordingKdf['jobs'] = [];
  return {
    jobs,
    async argon2id(job) {
      const copy = { ...job, password: job.password.slice(), salt: job.salt.slice() };
      const stretch = await kdf.argon2id(job);
      jobs.push({ job: copy, stretch: stretch.slice() });
      return stretch;
    },
  };
}

export interface RecordingHttp extends HttpClient {
  /** Every request, with its answer where one came. */
  readonly exchanges: { readonly request: HttpRequest; readonly response?: HttpResponse }[];
}

/** Keeps all traffic. */
export function recordingHttp(http: HttpClient): RecordingHttp {
  const exchanges: RecordingHttp['exchanges'] = [];
  return {
    exchanges,
    async send(request) {
      const index = exchanges.push({ request }) - 1;
      const response = await http.send(request);
      exchanges[index] = { request, response };
      return response;
    },
  };
}

/** Lets a test answer in the server's place, knowing what the server would have said. */
export function mutatingHttp(
  http: HttpClient,
  mutate: (request: HttpRequest, response: HttpResponse) => HttpResponse | Promise<HttpResponse>,
): HttpClient {
  return { send: async (request) => mutate(request, await http.send(request)) };
}
