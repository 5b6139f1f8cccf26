import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ERRORS } from '@sealchart/protocol';
import { messageArguments } from '../testing/message-arguments.ts';
import type { TextUse } from '../testing/text-uses.ts';
import { textUsesOf } from '../testing/text-uses.ts';
import { LOCALES } from './locales.ts';
import { NAMESPACES } from './messages.ts';

const web = join(import.meta.dirname, '..');
const CODE = ['app', 'client', 'components', 'features'];

/** Every text of a language by its key, such as `common.nav.record`. */
function textsOf(locale: string): Map<string, string> {
  const texts = new Map<string, string>();
  const collect = (value: unknown, key: string) => {
    if (typeof value === 'string') texts.set(key, value);
    else for (const [name, item] of Object.entries(value as object)) collect(item, `${key}.${name}`);
  };
  for (const name of NAMESPACES) collect(JSON.parse(readFileSync(join(web, 'messages', locale, `${name}.json`), 'utf8')), name);
  return texts;
}

function usesInCode(): TextUse[] {
  return CODE.flatMap((folder) =>
    readdirSync(join(web, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.spec.ts'))
      .flatMap((name) => textUsesOf(`${folder}/${name}`, readFileSync(join(web, folder, name), 'utf8'))),
  );
}

const patternOf = (key: string) => new RegExp(`^${key.replaceAll(/[.?()[\]]/g, String.raw`\$&`).replaceAll('*', '[^.]+')}$`);
const english = textsOf('en');
const uses = usesInCode();

describe.each(LOCALES)('the texts in %s', (locale) => {
  const texts = textsOf(locale);

  it('are those of every language, and none is empty', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('take the same arguments in every language', () => {
    const differing = [...texts].filter(
      ([key, text]) => String(messageArguments(text)) !== String(messageArguments(english.get(key) ?? '')),
    );
    expect(differing).toEqual([]);
  });

  it('say of every refusal what happened and what to do', () => {
    const wanted = Object.keys(ERRORS).flatMap((code) => [`problems.${code}.title`, `problems.${code}.todo`]);
    const found = [...texts.keys()].filter((key) => key.startsWith('problems.'));
    expect(found.sort()).toEqual(wanted.sort());
  });
});

it('every text that the code asks for is there', () => {
  const keys = [...english.keys()];
  const missing = uses.filter(({ key }) => {
    const pattern = patternOf(key);
    return !keys.some((known) => pattern.test(known));
  });
  expect(missing).toEqual([]);
});

it('every text is asked for', () => {
  const patterns = [...new Set(uses.map(({ key }) => key))].map(patternOf);
  const unused = [...english.keys()].filter((key) => !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

describe('the reader of the code', () => {
  it('finds keys of literals, templates, choices and comments, each under its translator', () => {
    const code = `
      const t = useTranslations('entry.kit');
      t('a'); t(\`b.\${x}.c\`); t(kind === 'd' ? 'e' : 'f', { count: g('h') });
      const all = await getTranslations({ locale, namespace: 'common' });
      all.rich('i', { b: (text) => text }); other('j');
      const sync = useTranslations('common.sync');
      sync(state); all(name);
      // texts: record.kinds.*, record.empty
    `;
    expect(textUsesOf('f.tsx', code).map(({ key }) => key)).toEqual([
      'entry.kit.a',
      'entry.kit.b.*.c',
      'entry.kit.e',
      'entry.kit.f',
      'common.i',
      'common.sync.*',
      'record.kinds.*',
      'record.empty',
    ]);
  });

  it('finds the arguments of a message, those inside of a choice included', () => {
    expect(messageArguments('{n, plural, one {# word of {name}} other {# <b>words</b>}} {at, date, short}')).toEqual([
      '<b>',
      'at',
      'n',
      'name',
    ]);
    expect(messageArguments('plain')).toEqual([]);
    expect(() => messageArguments('{n')).toThrow(SyntaxError);
    expect(() => messageArguments('n}')).toThrow(SyntaxError);
  });
});
