import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Setting } from '@sealchart/api';
import { SETTINGS } from '@sealchart/api';

const root = join(import.meta.dirname, '../..');

it('docs/settings.md tells every setting as the schema does', async () => {
  const { settingsPage } = (await import(join(root, 'scripts/settings-doc.mjs'))) as {
    settingsPage: (settings: readonly Setting[]) => string;
  };
  expect(readFileSync(join(root, 'docs/settings.md'), 'utf8')).toBe(settingsPage(SETTINGS));
});
