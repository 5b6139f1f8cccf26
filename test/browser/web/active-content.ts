/** Markup that does something where it is taken for markup: it asks for `/ran/<name>` of a site, by a script or by itself. */
export interface ActiveContent {
  readonly name: string;
  readonly html: string;
}

/** One of each way by which markup runs code, leaves the page or asks for something. In the last two somebody has to press on it. */
export function activeContents(origin: string): readonly ActiveContent[] {
  const address = (name: string) => `${origin}/ran/${name}`;
  const call = (name: string) => `new Image().src='${address(name)}'`;
  const markup: Readonly<Record<string, (name: string) => string>> = {
    script: (name) => `<script>${call(name)}</script>`,
    'image-error': (name) => `<img src="about:none" onerror="${call(name)}">`,
    'svg-load': (name) => `<svg onload="${call(name)}"></svg>`,
    'svg-script': (name) => `<svg><script>${call(name)}</script></svg>`,
    'svg-animation': (name) => `<svg><animate onbegin="${call(name)}" attributeName="x" dur="1s"></animate></svg>`,
    'frame-document': (name) => `<iframe srcdoc="<script>${call(name)}</script>"></iframe>`,
    'frame-script': (name) => `<iframe src="javascript:void(${call(name)})"></iframe>`,
    details: (name) => `<details open ontoggle="${call(name)}">x</details>`,
    focus: (name) => `<input autofocus onfocus="${call(name)}">`,
    animation: (name) => `<style>@keyframes k{}</style><b style="animation:k 1s" onanimationstart="${call(name)}">x</b>`,
    refresh: (name) => `<meta http-equiv="refresh" content="0;url=${address(name)}">`,
    base: (name) => `<base href="${origin}/ran/"><img src="${name}">`,
    style: (name) => `<style>body{background:url(${address(name)})}</style>`,
    'style-attribute': (name) => `<p style="background:url(${address(name)})">x</p>`,
    'style-sheet': (name) => `<link rel="stylesheet" href="${address(name)}">`,
    preload: (name) => `<link rel="preload" as="script" href="${address(name)}">`,
    image: (name) => `<img src="${address(name)}">`,
    video: (name) => `<video autoplay src="${address(name)}"></video>`,
    object: (name) => `<object data="${address(name)}"></object>`,
    link: (name) => `<a href="javascript:void(${call(name)})">x</a>`,
    form: (name) => `<iframe name="sink"></iframe><form method="post" target="sink" action="${address(name)}"><button>x</button></form>`,
  };
  return Object.entries(markup).map(([name, html]) => ({ name, html: html(name) }));
}

/** A short text that runs where it is taken for markup, after it has left an attribute; `field` says where somebody put it. */
export function breakout(origin: string, field: string): string {
  return `${field}"'><img src=about:none onerror="new Image().src='${origin}/ran/${field}'">`;
}
