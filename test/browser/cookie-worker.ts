import type { SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { browserPorts, fetchHttp } from '@sealchart/sdk/browser';

/** One thing that a person does in a page whose session lies in a cookie. */
export interface CookieTask {
  readonly act: 'register' | 'return' | 'login' | 'secure' | 'recover' | 'logout';
  readonly server: string;
  readonly identifier: string;
  readonly password: string;
  readonly newPassword?: string;
  /** A mistake of the host: its network leaves cookies alone. */
  readonly isWithoutCookies?: boolean;
}

const ACTS: Readonly<Record<CookieTask['act'], (client: SealchartClient, task: CookieTask) => Promise<unknown>>> = {
  async register(client, { identifier, password }) {
    const { accountId } = await client.register({ identifier, name: 'Coo Kie', password, device: 'Chromium' });
    const [outcome] = await client.create([{ schema: 'text/plain', title: 'Note', body: 'by cookie' }]);
    return { accountId, isStored: outcome?.ok };
  },
  async return(client, { password }) {
    await client.unlock({ password });
    const { refused } = await client.sync();
    const [summary] = await client.list();
    const { body } = await client.open(summary?.elementId ?? '');
    const sessions = await client.sessions();
    return { refused, body, sessions: sessions.map(({ kind, isCurrent }) => ({ kind, isCurrent })) };
  },
  async login(client, { identifier, password }) {
    await client.login({ identifier, password, device: 'Chromium' });
    const { logins } = await client.logins();
    return { isKnownDevice: logins[0]?.isKnownDevice };
  },
  async secure(client, { password, newPassword = '' }) {
    await client.unlock({ password });
    await client.secure({ password, newPassword });
    return client.finishPendingWork();
  },
  async recover(client, { password, newPassword = '' }) {
    await client.unlock({ password });
    const kit = await client.makeRecoveryKit({ password });
    client.lock();
    await client.recover({ kit, newPassword, device: 'Chromium' });
    return (await client.sessions()).map(({ kind, isCurrent }) => ({ kind, isCurrent }));
  },
  async logout(client, { password }) {
    await client.unlock({ password });
    await client.logout();
    return client.state();
  },
};

async function run(task: CookieTask): Promise<unknown> {
  const ports = await browserPorts({ name: 'sealchart-cookie', sessionIn: 'cookie' });
  const client = createClient({
    server: task.server,
    client: { name: 'browser-test', version: '0.1.0' },
    ports: task.isWithoutCookies ? { ...ports, http: fetchHttp() } : ports,
    sessionIn: 'cookie',
  });
  try {
    return await ACTS[task.act](client, task);
  } finally {
    await client.close();
  }
}

addEventListener('message', (event: MessageEvent<CookieTask>) => {
  run(event.data).then(
    (result) => postMessage({ result }),
    (error: unknown) => postMessage({ error: String(error), code: (error as { code?: string }).code }),
  );
});
