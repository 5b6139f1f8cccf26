// The process of the server. Checks Node before anything else is loaded: native modules built for a newer one end an older.
const LEAST_NODE = 24;

const major = Number(process.versions.node.split('.')[0]);
if (major < LEAST_NODE) {
  process.stderr.write(
    `E_CONFIG: Node ${LEAST_NODE} or newer is needed, this is ${process.versions.node}; start Sealchart with npm start\n`,
  );
  process.exitCode = 78;
} else {
  const { serve } = await import('./serve.ts');
  await serve(process.argv.slice(2));
}
