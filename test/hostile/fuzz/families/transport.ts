import { isDeepStrictEqual } from 'node:util';
import type { ErrorCode } from '@sealchart/protocol';
import { ERRORS } from '@sealchart/protocol';
import { Caller, testPorts } from '@sealchart/sdk/testing';
import fc from 'fast-check';
import type { Family } from '../family.ts';
import { requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedJson } from '../mutated-json.ts';
import type { AnswerSample } from './answer-samples.ts';
import { answerSamples } from './answer-samples.ts';

/** A whole answer as one text: status, a blank, body. */
const whole = (status: number, body: string): string => `${status} ${body}`;

async function ask({ route, request }: AnswerSample, text: string): Promise<unknown> {
  const blank = text.indexOf(' ');
  const [status, body] = [Number(text.slice(0, blank)), text.slice(blank + 1)];
  const http = { send: async () => ({ status, headers: { 'content-type': 'application/json' }, body }) };
  const caller = new Caller({
    server: 'http://localhost:3000',
    client: { name: 'fuzz', version: '1' },
    ports: testPorts({ http }),
    token: 'A'.repeat(43),
  });
  return caller.call(route, request, { patienceMs: 0 });
}

/** Answers of one route: `E_ANSWER`, or a value of its schema. */
function routeFamily(sample: AnswerSample): Family {
  const { route, answer } = sample;
  return {
    name: `answers: ${route.method} ${route.path.split('?')[0]}`,
    inputs: mutatedJson(answer).map((body) => whole(200, body)),
    refusals: ['E_ANSWER'],
    share: 0.15,
    read: async (input) => {
      const value = await ask(sample, textOf(input));
      const again = route.response?.safeParse(value);
      requireTrue(again?.success === true && isDeepStrictEqual(again.data, value), 'no answer of this form');
      requireTrue(Object.getPrototypeOf(Object(value)) === Object.prototype, 'an object of another kind');
      return true;
    },
  };
}

const PROBLEM = {
  type: 'urn:sealchart:error:E_THROTTLED',
  title: 'Too many tries in a short time.',
  status: 429,
  code: 'E_THROTTLED',
  detail: 'wait',
  todo: 'Wait as long as the answer says.',
  issues: [{ path: 'identifier', message: 'not in normal form' }],
  requestId: 'r-1',
  retryAfter: 5,
};

const SERVED = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].status !== undefined);
const STATUSES = [-1, 0, 100, 199, 300, 301, 308, 400, 401, 404, 409, 421, 426, 429, 500, 502, 503, 504, 599, 600, 999, Number.NaN];

/** Refusals of a server: one of the codes that servers have, and never a value. */
function refusalFamily(sample: AnswerSample): Family {
  const problems = mutatedJson(PROBLEM, { ...PROBLEM, code: 'E_CONFLICT' }, { ...PROBLEM, code: 'E_STORE' }, '<html>bad gateway</html>');
  const answers = fc.tuple(fc.constantFrom(...STATUSES), problems).map(([status, body]) => whole(status, body));
  return {
    name: 'refusals of a server',
    inputs: fc.oneof({ weight: 9, arbitrary: answers }, { weight: 1, arbitrary: fc.constant(whole(200, JSON.stringify(sample.answer))) }),
    refusals: [...SERVED, 'E_ANSWER', 'E_UNAVAILABLE', 'E_REALM'],
    read: async (input) => {
      await ask(sample, textOf(input));
      requireTrue(textOf(input).startsWith('200 '), 'a refusal that was taken for an answer');
      return true;
    },
  };
}

/** Whatever a server may answer. */
export async function transportGroup(): Promise<Group> {
  const samples = await answerSamples();
  const refusals = samples
    .filter(({ request }) => request === undefined)
    .slice(0, 1)
    .map(refusalFamily);
  return { families: [...samples.map(routeFamily), ...refusals] };
}
