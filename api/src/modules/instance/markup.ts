/** HTML that needs no escaping any more. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const markupOf = (part: Part): string => {
  if (typeof part === 'string' || typeof part === 'number') return String(part).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  return 'html' in part ? part.html : part.map(({ html: inner }) => inner).join('');
};

/** Template of HTML: every text put in is escaped, so that nothing but the template itself can be markup. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: template.reduce((whole, text, i) => whole + markupOf(parts[i - 1] ?? '') + text) };
}

/** A whole page. */
export function page(title: string, body: Markup): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/sealchart.css" />
      </head>
      <body>
        ${body}
      </body>
    </html> `.html;
}
