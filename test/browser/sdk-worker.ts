import { createClient } from '@sealchart/sdk';
import { browserPorts } from '@sealchart/sdk/browser';

interface Task {
  readonly act: 'first visit' | 'second visit';
  readonly server: string;
  readonly identifier: string;
  readonly password: string;
  readonly body: string;
}

/** What a person does in the browser, where the SDK runs: in a worker of the page. */
async function run(task: Task): Promise<unknown> {
  const ports = await browserPorts({ name: 'sealchart-test' });
  const client = createClient({ server: task.server, client: { name: 'browser-test', version: '0.1.0' }, ports });
  if (task.act === 'first visit') {
    const account = await client.register({ identifier: task.identifier, name: 'Brow Ser', password: task.password, device: 'Chromium' });
    const [outcome] = await client.create([{ schema: 'text/plain', title: 'From the browser', body: task.body }]);
    if (!outcome?.ok) throw new Error(`not stored: ${JSON.stringify(outcome)}`);
    const opened = await client.open(outcome.elementId);
    return { accountId: account.accountId, author: opened.author, title: opened.title, body: opened.body };
  }
  const state = await client.state();
  const wrong = await client.unlock({ password: 'not this one at all' }).then(
    () => 'opened',
    (error: { code?: string }) => error.code,
  );
  const account = await client.unlock({ password: task.password });
  const [summary] = await client.list();
  const opened = summary && (await client.open(summary.elementId));
  return { state, wrong, accountId: account.accountId, title: opened?.title, body: opened?.body };
}

addEventListener('message', (event: MessageEvent<Task>) => {
  run(event.data).then(
    (result) => postMessage({ result }),
    (error: unknown) => postMessage({ error: String(error), code: (error as { code?: string }).code }),
  );
});
