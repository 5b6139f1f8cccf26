// After the export: the first scripts of every page, and a content policy for each file that runs code, in `csp.json`.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The runtime of the pages sets `script.src` itself and makes no policy: `default` lets through our own chunks and nothing else, each
 * as it was written, because the runtime knows them by that. Encoded characters could mean another file to a server on the way.
 */
const guard =
  "self.trustedTypes&&trustedTypes.createPolicy('default',{createScriptURL:u=>{const x=new URL(u,location.href);" +
  'if(x.origin===location.origin&&!x.username&&!x.password&&/^\\/_next\\/static\\/[\\w\\/.~-]+\\.js$/.test(x.pathname))return u;' +
  "throw new TypeError('refused '+u)}})";

/** Before the first paint: the theme that was chosen; none means that of the system. */
const theme =
  "try{const t=localStorage.getItem('sealchart:theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

const HEAD = `<script>${guard}</script><script>${theme}</script>`;

/** The worker talks to its own server, runs its own code and the Argon2id module, and nothing else. */
const WORKER = [
  "default-src 'none'",
  "script-src 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const pagePolicy = (hashes) =>
  [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default sdk-worker',
  ].join('; ');

/** Writes `csp.json`: policy by path. Throws where a page carries an inline handler or style, which no policy would let through. */
export function writePolicies(out) {
  const policies = { 'sdk.worker.js': WORKER };
  for (const file of readdirSync(out, { recursive: true }).filter((name) => name.endsWith('.html'))) {
    const path = join(out, file);
    const html = readFileSync(path, 'utf8').replace('<head>', () => `<head>${HEAD}`);
    writeFileSync(path, html);
    if (/<[^>]*\s(on[a-z]+|style)="/.test(html.replace(/<script[\s\S]*?<\/script>/g, ''))) {
      throw new Error(`${file}: an inline handler or style attribute`);
    }
    const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
    const hashes = [...new Set(inline)].map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    policies[file.replaceAll('\\', '/')] = pagePolicy(hashes);
  }
  writeFileSync(join(out, 'csp.json'), JSON.stringify(policies, null, 1));
}
