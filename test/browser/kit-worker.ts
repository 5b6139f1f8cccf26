import type { RecoveryKit } from '@sealchart/sdk';
import { createClient, recoveryKitCode, recoveryKitPdf, recoveryKitQr, recoveryKitText } from '@sealchart/sdk';
import { browserPorts } from '@sealchart/sdk/browser';

/** Makes the forms of this kit, or of that of a new account. */
export type KitTask = { readonly kit: RecoveryKit } | { readonly server: string; readonly identifier: string; readonly password: string };

/** Every form of one kit, ready to be compared. */
export interface KitForms {
  readonly kit: RecoveryKit;
  readonly text: string;
  readonly code: string;
  readonly pdf: readonly number[];
  readonly qr: { readonly paper: boolean[][]; readonly screen: boolean[][] };
}

/** The same here and there: this module runs in Chromium and in Node. */
export async function formsOf(kit: RecoveryKit): Promise<KitForms> {
  return {
    kit,
    text: recoveryKitText(kit),
    code: recoveryKitCode(kit),
    pdf: Array.from(await recoveryKitPdf(kit)),
    qr: { paper: recoveryKitQr(kit, 'paper'), screen: recoveryKitQr(kit, 'screen') },
  };
}

async function run(task: KitTask): Promise<KitForms> {
  if ('kit' in task) return formsOf(task.kit);
  const { server, identifier, password } = task;
  const ports = await browserPorts({ name: `kit of ${identifier}` });
  const client = createClient({ server, client: { name: 'browser-test', version: '0.1.0' }, ports });
  await client.register({ identifier, name: 'Kit Ty', password, device: 'Chromium' });
  await client.create([{ schema: 'text/plain', title: 'Note', body: 'before it was forgotten' }]);
  const kit = await client.makeRecoveryKit({ password });
  await client.close();
  return formsOf(kit);
}

if (typeof postMessage === 'function') {
  addEventListener('message', (event: MessageEvent<KitTask>) => {
    run(event.data).then(
      (result) => postMessage({ result }),
      (error: unknown) => postMessage({ error: String(error) }),
    );
  });
}
