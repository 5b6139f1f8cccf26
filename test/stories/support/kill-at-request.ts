import type { ApiProcess } from './api-process.ts';
import type { RecordingProxy } from './recording-proxy.ts';

/**
 * Kills the server, as a power cut would, at the moment in which the beginning of a request passes that holds this text; then starts
 * it again. Resolves when it is back.
 */
export async function killAtRequest(server: ApiProcess, proxy: RecordingProxy, text: string): Promise<void> {
  const count = (): number => proxy.traffic().toString('latin1').split(text).length;
  const before = count();
  const reached = Promise.withResolvers<void>();
  proxy.onSent(() => {
    if (count() > before) reached.resolve();
  });
  await reached.promise;
  await server.kill();
  await server.start();
}
