// Jest's global teardown: every project with a mongod calls it, the first call stops the one they share.
export default async function teardown() {
  const server = await globalThis.sealchartTestMongod;
  globalThis.sealchartTestMongod = undefined;
  await server?.stop();
}
