import { readdir, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { sendProblem } from './problem.ts';

/** Policy of each file that runs code, by its path in the export; the build writes it. */
const POLICIES = 'csp.json';
const Policies = z.record(z.string(), z.string());

/** Only pages ask for a camera, to scan a code; everything else keeps what every answer has. */
const PAGE_PERMISSIONS = 'camera=(self), geolocation=(), microphone=()';
/** Named after their content: they never change. */
const LASTING = /^_next\/static\//;
const COMPRESSED = /\.(?:br|gz)$/;

/**
 * Hands out the exported web client: exactly the files that were there at the start, each page with the policy that its build wrote.
 * `/` leads to the language that the browser asks for. What is no file is answered as every unknown address: pages get a page.
 * Throws `E_CONFIG` for a folder without a built client.
 */
export async function serveWeb(fastify: FastifyInstance, folder: string): Promise<void> {
  const root = resolve(folder);
  const { policies, files } = await readExport(root);
  const locales = [...files].flatMap((file) => /^([a-z]{2})\/index\.html$/.exec(file)?.[1] ?? []);
  await fastify.register(fastifyStatic, { root, serve: false, cacheControl: false, preCompressed: true, dotfiles: 'ignore' });

  const send = (reply: FastifyReply, file: string): FastifyReply => {
    const policy = policies[file];
    if (policy !== undefined) reply.header('content-security-policy', policy);
    if (file.endsWith('.html')) reply.header('permissions-policy', PAGE_PERMISSIONS);
    reply
      .header('cache-control', LASTING.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('vary', 'accept-encoding');
    return reply.sendFile(file);
  };

  // Before the router: the address itself belongs to the page that servers without a web client have.
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isReading(request) || pathIn(request) !== '') return undefined;
    return reply.header('vary', 'accept-language').redirect(`/${languageFor(request, locales)}/`, 302);
  });
  fastify.get('/*', async (request, reply) => {
    const path = pathIn(request);
    const page = `${path.replace(/\/$/, '')}/index.html`;
    if (files.has(path) && !COMPRESSED.test(path) && path !== POLICIES) return send(reply, path);
    if (files.has(page)) return path.endsWith('/') ? send(reply, page) : reply.redirect(`/${path}/`, 308);
    if (isForPerson(request, path) && files.has('404.html')) return send(reply.status(404), '404.html');
    sendProblem(reply, new SealchartError('E_NOT_FOUND'));
    return reply;
  });
}

async function readExport(root: string): Promise<{ policies: Readonly<Record<string, string>>; files: ReadonlySet<string> }> {
  try {
    const policies = Policies.parse(JSON.parse(await readFile(join(root, POLICIES), 'utf8')));
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    return { policies, files: new Set(names.map((name) => name.split(sep).join('/'))) };
  } catch (cause) {
    const issues = [{ path: 'WEB_DIR', message: 'must name the folder of a built web client' }];
    throw new SealchartError('E_CONFIG', { detail: 'WEB_DIR', issues, cause });
  }
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Decoded, without the first slash and the query. Nothing but known names is ever opened. */
function pathIn({ url }: FastifyRequest): string {
  try {
    return decodeURIComponent((url.split('?', 1)[0] ?? '').slice(1));
  } catch {
    return '/';
  }
}

/** The first language of the browser that the client has; else the first that it has. */
function languageFor(request: FastifyRequest, locales: readonly string[]): string {
  const wanted = (request.headers['accept-language'] ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((tag) => locales.includes(tag)) ?? (locales.includes('en') ? 'en' : (locales[0] ?? ''));
}

function isForPerson({ headers }: FastifyRequest, path: string): boolean {
  return !path.startsWith('v1/') && (headers.accept ?? '').includes('text/html');
}
