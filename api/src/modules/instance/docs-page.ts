import type { OpenAPIObject } from '@nestjs/swagger';
import { CLIENT_HEADER, PROTOCOL_HEADER, RELEASE } from '@sealchart/protocol';
import type { Markup } from './markup.ts';
import { html, page } from './markup.ts';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** What the page shows of an operation. */
interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly required?: boolean; readonly schema?: unknown }[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** The description of the interface as a page without a script: each route with the schemas of what goes in and out. */
export function docsPage(document: OpenAPIObject): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      return operation ? [operationOf(method, path, operation)] : [];
    }),
  );
  return page(
    'Sealchart: interface',
    html`<main>
      <h1>Interface</h1>
      <p class="soft">Release ${RELEASE}. <a href="/">Back</a>. For machines: <a href="/v1/openapi.json">OpenAPI</a>.</p>
      <p>
        Requests carry the headers <code>${CLIENT_HEADER}</code> (name/version) and <code>${PROTOCOL_HEADER}</code>, and where a session is
        needed <code>Authorization: Bearer</code>. Bodies are JSON; unknown fields are refused. Every failed answer is
        <code>application/problem+json</code> with a stable <code>code</code>, what happened and what to do.
      </p>
      ${operations}
    </main>`,
  );
}

function operationOf(method: string, path: string, { parameters = [], requestBody, responses = {} }: Operation): Markup {
  const own = parameters.filter(({ name }) => name !== CLIENT_HEADER && name !== PROTOCOL_HEADER);
  const answers = Object.entries(responses).filter(([status]) => status !== 'default');
  return html`<h2><code>${method.toUpperCase()} ${path}</code></h2>
    ${own.map(({ name, in: place, schema }) => details(`${name ?? ''} (${place ?? ''})`, schema))}
    ${requestBody === undefined ? [] : [details('Request', schemaOf(requestBody))]}
    ${answers.map(([status, answer]) => details(`Answer ${status}`, schemaOf(answer)))}`;
}

function details(summary: string, schema: unknown): Markup {
  if (schema === undefined) return html`<p>${summary}: no body</p>`;
  return html`<details>
    <summary>${summary}</summary>
    <pre tabindex="0"><code>${JSON.stringify(schema, undefined, 2)}</code></pre>
  </details>`;
}

function schemaOf(holder: unknown): unknown {
  const { content } = holder as { content?: Readonly<Record<string, { schema?: unknown }>> };
  return content?.['application/json']?.schema;
}
