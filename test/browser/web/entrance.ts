import type { WebPerson } from './web-person.ts';

interface Entrance {
  readonly identifier: string;
  readonly name: string;
  readonly password: string;
}

/**
 * Lets a person in without the screens of sign-up, for stories about what comes after: the worker of each page that opens from now on
 * signs up, or unlocks what this browser holds, before it answers the page. To be called before the first page opens.
 */
export async function enter({ context, name, identifier, password }: WebPerson): Promise<void> {
  await context.addInitScript(prepareWorkers, { name, identifier, password });
}

/** Runs in the page: whatever it uses must be inside. */
function prepareWorkers({ name, identifier, password }: Entrance): void {
  const Plain = globalThis.Worker;
  const act = (worker: Worker, post: (message: unknown) => void, path: string, options: object): Promise<unknown> =>
    new Promise((resolve) => {
      const id = crypto.randomUUID();
      const hear = ({ data }: MessageEvent<{ id?: string; value?: unknown }>): void => {
        if (data.id !== id) return;
        worker.removeEventListener('message', hear as EventListener);
        resolve(data.value);
      };
      worker.addEventListener('message', hear as EventListener);
      post({ id, type: 'APPLY', path: [path], argumentList: [{ type: 'RAW', value: options }] });
    });
  globalThis.Worker = class extends Plain {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      const held: [unknown, Transferable[]][] = [];
      const post = (message: unknown, transfer: Transferable[] = []): void => super.postMessage(message, transfer);
      this.postMessage = (message: unknown, transfer?: unknown) => {
        held.push([message, Array.isArray(transfer) ? (transfer as Transferable[]) : []]);
      };
      const prepare = async (): Promise<void> => {
        const begun = (await act(this, post, 'begin', {})) as { state?: string };
        if (begun.state === 'empty') await act(this, post, 'signUp', { identifier, name, password, device: 'test' });
        else if (begun.state !== 'unlocked') await act(this, post, 'unlock', { password });
        this.postMessage = (message: unknown, transfer?: unknown) => post(message, Array.isArray(transfer) ? (transfer as Transferable[]) : []);
        for (const [message, transfer] of held) post(message, transfer);
      };
      void prepare();
    }
  };
}
