import type { BrowserContext, Route } from 'playwright-core';
import type { Hostility } from '../../stories/support/people.ts';

/** Changes answers on their way to every page of a browser, as a hostile server could, until what this gives is called. */
export async function tamperAnswers(context: BrowserContext, pattern: string | RegExp, hostility: Hostility): Promise<() => Promise<void>> {
  const answers: Promise<void>[] = [];
  await context.route(pattern, (route) => {
    const answered = answer(route, hostility);
    answers.push(answered);
    return answered;
  });
  return async () => {
    // An answer that is still on its way is given before the server is honest again.
    await Promise.all(answers);
    await context.unroute(pattern);
  };
}

async function answer(route: Route, hostility: Hostility): Promise<void> {
  const request = route.request();
  // The one thing that the driver of these tests does not send on: by it the server knows its own pages.
  const headers = { ...request.headers(), 'sec-fetch-site': 'same-origin' };
  // A connection that the server has just closed for having been idle is no answer of a server: the request is sent once more.
  const response = await route.fetch({ headers, maxRetries: 2 });
  const text = await response.text();
  const body = request.postData() ?? undefined;
  const asked = { method: request.method() as 'GET', url: request.url(), headers, ...(body === undefined ? {} : { body }) };
  const tampered = hostility(asked, text === '' ? undefined : JSON.parse(text));
  if (tampered === undefined) return route.fulfill({ response });
  // A problem document carries its status.
  const { status = 200 } = tampered as { status?: number };
  return route.fulfill({ response, status, json: tampered });
}
