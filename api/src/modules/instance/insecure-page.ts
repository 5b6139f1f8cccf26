import { LOCAL_REALM } from '../../platform/instance/realm.ts';
import { html, page } from './markup.ts';

/** The page for whoever opens the server over plain HTTP from elsewhere: what happened, and what to do. `address` is where it is opened rightly. */
export function insecurePage(address: string): string {
  const { protocol, hostname } = new URL(address);
  const [isSecure, isLocal] = [protocol === 'https:', hostname === LOCAL_REALM];
  return page(
    'This address is not protected',
    html`<main>
      <h1>This address is not protected</h1>
      <p>
        You opened this server over plain <code>http://</code>. On the way, everybody on the same network could read and change what you see
        and send. So nothing works here, and nothing was sent or stored.
      </p>
      <h2>What to do</h2>
      ${
        isSecure
          ? html`<p>Open <a href="${address}">${address}</a></p>`
          : html`<p>
              Open the address of this server that begins with <code>https://</code>. If you do not know one, ask whoever runs it.
            </p>`
      }
      <h2>If you run this server</h2>
      <ul>
        ${isLocal ? html`<li>On the machine where it runs, open <a href="${address}">${address}</a></li>` : []}
        <li>For other devices give it a certificate (<code>TLS_CERT_FILE</code> and <code>TLS_KEY_FILE</code>),</li>
        <li>
          or put a reverse proxy with HTTPS before it (<code>PUBLIC_URL</code> and <code>TRUSTED_PROXIES</code>). The page
          <code>docs/running.md</code> shows how.
        </li>
      </ul>
    </main>`,
  );
}
