import { DirectoryAccount } from './directory-account.ts';
import { RecordDevice } from './record-device.ts';
import { RecordServer } from './record-server.ts';

/** Somebody on a server of their own, with one device that knows their keys. */
export async function ownRecord(name: string): Promise<{ server: RecordServer; account: DirectoryAccount; device: RecordDevice }> {
  const server = new RecordServer();
  const account = await DirectoryAccount.create(server.instance.instanceId, name);
  server.show(account);
  return { server, account, device: await RecordDevice.create(account, server) };
}
