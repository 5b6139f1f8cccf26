import { describe, expect, it } from '@jest/globals';
import { LOOKS } from './web/looks.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();

describe.each(LOOKS)('the pages of the client at $name', (look) => {
  it('open in the language of the browser', async () => {
    const person = await stage.person('Ada Moss', look, { locale: 'de-DE' });
    await person.goto();
    expect(new URL(person.page.url()).pathname).toBe('/de/');
    expect(await person.page.locator('html').getAttribute('lang')).toBe('de');
  });
});
