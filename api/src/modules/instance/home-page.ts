import { RELEASE } from '@sealchart/protocol';
import { html, page } from './markup.ts';

/** The page at the server's address: which server this is, and how to begin. */
export function homePage({ address, instanceId }: { readonly address: string; readonly instanceId: string }): string {
  return page(
    'Sealchart',
    html`<main>
      <h1>Sealchart</h1>
      <p>
        This server keeps sealed health records. It stores ciphertext and signed statements; keys stay on the devices of the people who use
        it.
      </p>
      <dl>
        <dt>Address</dt>
        <dd><code>${address}</code></dd>
        <dt>Instance</dt>
        <dd><code>${instanceId}</code></dd>
        <dt>Release</dt>
        <dd><code>${RELEASE}</code></dd>
      </dl>
      <h2>Begin</h2>
      <p>In the folder of Sealchart, in a terminal:</p>
      <pre tabindex="0" role="region" aria-label="First commands"><code>npx --no sealchart register --server ${address}
npx --no sealchart import my-record.json
npx --no sealchart list
npx --no sealchart help</code></pre>
      <h2>More</h2>
      <ul>
        <li><a href="/docs">The interface of this server</a></li>
        <li><a href="/v1/openapi.json">The same for machines (OpenAPI)</a></li>
        <li><a href="/v1/instance">What clients pin of this server</a></li>
      </ul>
    </main>`,
  );
}
