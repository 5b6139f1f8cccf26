// npm run pictures: takes the pictures of the README anew, from the product as it is built now.
import { build } from './build.mjs';
import { installMissing } from './install.mjs';
import { runJest } from './jest.mjs';
import { runScript } from './refusal.mjs';

await runScript(async () => {
  await installMissing();
  build();
  const env = { ...process.env, SEALCHART_TAKE_PICTURES: '1' };
  process.exitCode = await runJest(['test/browser/web-pictures.spec.ts', '--selectProjects', 'browser'], env);
});
