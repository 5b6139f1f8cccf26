import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writePolicies } from './policies.mjs';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sealchart-policies-'));
});
afterEach(() => rmSync(out, { recursive: true }));

/** The directives of a file's policy, as the build writes it for an export of this one page. */
function directivesOf(file: string): readonly string[] {
  writeFileSync(join(out, 'index.html'), '<!doctype html><html><head><script>start()</script></head></html>');
  writePolicies(out);
  const policies = JSON.parse(readFileSync(join(out, 'csp.json'), 'utf8')) as Readonly<Record<string, string>>;
  return (policies[file] ?? '').split('; ');
}

describe('the content policies of the build', () => {
  // What `default-src` does not cover.
  it.each(['index.html', 'sdk.worker.js'])(
    'let nothing through that they do not name, frame nothing, and keep the base of addresses: %s',
    (file) => {
      expect(directivesOf(file)).toEqual(
        expect.arrayContaining(["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]),
      );
    },
  );

  it('let the worker reach its own server and run Argon2id, and no other code', () => {
    expect(directivesOf('sdk.worker.js').filter((directive) => !directive.endsWith("'none'"))).toEqual([
      "script-src 'wasm-unsafe-eval'",
      "connect-src 'self'",
      "require-trusted-types-for 'script'",
    ]);
  });

  it('name each inline script of a page by its hash', () => {
    const scripts = directivesOf('index.html').find((directive) => directive.startsWith('script-src'));
    expect(scripts).toMatch(/^script-src 'self'( 'sha256-[\w+/]{43}='){3}$/);
  });

  it.each(['<p onclick="x()">', '<p style="color:red">'])('refuse to be written for %s', (markup) => {
    writeFileSync(join(out, 'index.html'), `<head></head>${markup}`);
    expect(() => writePolicies(out)).toThrow('an inline handler or style attribute');
  });
});
