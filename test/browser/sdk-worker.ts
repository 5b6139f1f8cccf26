import type { SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { IDLE_MS, browserPorts, unlockKeeper } from '@sealchart/sdk/browser';

interface Task {
  readonly act: 'first visit' | 'second visit' | 'watch' | 'leave unlocked' | 'reload' | 'write' | 'list';
  readonly server: string;
  /** Of the database in which the browser keeps this person's account. */
  readonly database: string;
  readonly identifier: string;
  readonly password: string;
  readonly body: string;
  /** What a page kept of an unlocked account. */
  readonly wrapped?: string;
}

async function clientOn(name: string, server: string): Promise<SealchartClient> {
  return createClient({ server, client: { name: 'browser-test', version: '0.1.0' }, ports: await browserPorts({ name }) });
}

/** What a person does in the browser, where the SDK runs: in a worker of the page. */
async function run(task: Task): Promise<unknown> {
  const client = await clientOn(task.database, task.server);
  switch (task.act) {
    case 'first visit':
      return visitFirst(client, task);
    case 'second visit':
      return visitAgain(client, task);
    case 'watch':
      return watch(client, task);
    case 'leave unlocked':
      await client.unlock({ password: task.password });
      return unlockKeeper({ name: task.database }).keep(client.accountKey(), Date.now() + IDLE_MS.usual);
    case 'reload':
      return reload(client, task);
    case 'write':
      await client.unlock({ password: task.password });
      return writeNotes(client, task.body);
    case 'list':
      await client.unlock({ password: task.password });
  }
  return titlesOf(client);
}

async function visitFirst(client: SealchartClient, { identifier, password, body }: Task): Promise<unknown> {
  const account = await client.register({ identifier, name: 'Brow Ser', password, device: 'Chromium' });
  const [outcome] = await client.create([{ schema: 'text/plain', title: 'From the browser', body }]);
  if (!outcome?.ok) throw new Error(`not stored: ${JSON.stringify(outcome)}`);
  const opened = await client.open(outcome.elementId);
  return { accountId: account.accountId, author: opened.author, title: opened.title, body: opened.body };
}

async function visitAgain(client: SealchartClient, { password }: Task): Promise<unknown> {
  const state = await client.state();
  const wrong = await client.unlock({ password: 'not this one at all' }).then(
    () => 'opened',
    (error: { code?: string }) => error.code,
  );
  const account = await client.unlock({ password });
  const [summary] = await client.list();
  const opened = summary && (await client.open(summary.elementId));
  return { state, wrong, accountId: account.accountId, title: opened?.title, body: opened?.body };
}

/** Hears at once, over a stream, of what another device of the same account writes. */
async function watch(client: SealchartClient, { server, database, identifier, password, body }: Task): Promise<unknown> {
  await client.unlock({ password });
  await client.sync();
  const other = await clientOn(`${database}-other`, server);
  await other.login({ identifier, password, device: 'another Chromium' });
  const [live, heard] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const states: string[] = [];
  const watching = client.watch({
    onMore: () => heard.resolve(),
    onState: (state) => {
      states.push(state);
      if (state === 'live') live.resolve();
    },
    onEnd: (error) => heard.reject(error),
  });
  await live.promise;
  await other.create([{ schema: 'text/plain', title: 'From elsewhere', body }]);
  await heard.promise;
  await client.sync();
  await watching.stop();
  return { states: [...new Set(states)], titles: await titlesOf(client) };
}

async function reload(client: SealchartClient, { database, wrapped = '' }: Task): Promise<unknown> {
  const keeper = unlockKeeper({ name: database });
  const accountKey = await keeper.open(wrapped);
  const account = accountKey && (await client.unlockWithKey(accountKey));
  await keeper.forget();
  const afterLock = await keeper.open(wrapped);
  return { accountId: account?.accountId, state: await client.state(), opensAfterLock: afterLock !== undefined };
}

async function writeNotes(client: SealchartClient, body: string): Promise<unknown> {
  const numbers = [1, 2, 3, 4];
  const outcomes = await Promise.all(numbers.map((number) => client.create([{ schema: 'text/plain', title: `${body} ${number}`, body }])));
  await client.sync();
  return outcomes.flat().every(({ ok }) => ok);
}

async function titlesOf(client: SealchartClient): Promise<string[]> {
  return (await client.list()).map(({ title }) => title).toSorted();
}

addEventListener('message', (event: MessageEvent<Task>) => {
  run(event.data).then(
    (result) => postMessage({ result }),
    (error: unknown) => postMessage({ error: String(error), code: (error as { code?: string }).code }),
  );
});
