/** What makes code of a text; each says `mark('<name>')`. */
const CODE: Readonly<Record<string, string>> = {
  eval: 'eval(say)',
  function: 'new Function(say)()',
  timer: 'setTimeout(say)',
  'inner markup': `document.body.appendChild(document.createElement('div')).innerHTML = '<img src="about:none" onerror="' + say + '">'`,
  'outer markup': `document.body.appendChild(document.createElement('div')).outerHTML = '<img src="about:none" onerror="' + say + '">'`,
  'adjacent markup': `document.body.insertAdjacentHTML('beforeend', '<img src="about:none" onerror="' + say + '">')`,
  'fragment of markup': `document.body.append(document.createRange().createContextualFragment('<img src="about:none" onerror="' + say + '">'))`,
  'parsed markup': `document.body.append(...new DOMParser().parseFromString('<img src="about:none" onerror="' + say + '">', 'text/html').body.childNodes)`,
  'frame document': `document.body.appendChild(document.createElement('iframe')).srcdoc = '<script>parent.' + say + '<\\/script>'`,
  'inline script': `document.head.append(Object.assign(document.createElement('script'), { text: say }))`,
  'script of data': `document.head.append(Object.assign(document.createElement('script'), { src: 'data:text/javascript,' + encodeURIComponent(say) }))`,
  'script of a blob': `document.head.append(Object.assign(document.createElement('script'), { src: blob }))`,
  module: 'import(blob)',
  handler: `document.createElement('div').setAttribute('onclick', say), Object.assign(document.body.appendChild(document.createElement('p')), { id: 'handler' }).setAttribute('onclick', say), document.getElementById('handler').click()`,
  address: `Object.assign(document.body.appendChild(document.createElement('a')), { href: 'javascript:void ' + say }).click()`,
  'worker of a blob': `new Worker(worker).onmessage = () => mark(name)`,
  'shared worker of a blob': `(() => { const { port } = new SharedWorker(shared); port.onmessage = () => mark(name); })()`,
  policy: `trustedTypes.createPolicy('anything', { createHTML: (text) => text }) && mark(name)`,
};

/** What asks another site for something; `address` is `/ran/<name>` there. */
const REQUESTS: Readonly<Record<string, string>> = {
  fetch: `fetch(address, { mode: 'no-cors' })`,
  'fetch-sent': `fetch(address, { method: 'POST', body: 'x', keepalive: true, mode: 'no-cors' })`,
  xhr: `(() => { const request = new XMLHttpRequest(); request.open('GET', address); request.send(); })()`,
  beacon: 'navigator.sendBeacon(address)',
  'web-socket': `new WebSocket(address.replace('http', 'ws'))`,
  events: 'new EventSource(address)',
  image: 'new Image().src = address',
  audio: 'new Audio(address).load()',
  font: `document.fonts.add(new FontFace('f', 'url(' + address + ')')), document.fonts.load('1em f')`,
  background: `document.body.appendChild(Object.assign(document.createElement('p'), { textContent: 'x' })).style.background = 'url(' + address + ')'`,
  frame: `document.body.append(Object.assign(document.createElement('iframe'), { src: address }))`,
  object: `document.body.append(Object.assign(document.createElement('object'), { data: address }))`,
  'style-sheet': `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address }))`,
  form: `(() => { const form = Object.assign(document.createElement('form'), { method: 'post', action: address, target: 'sink' }); document.body.append(Object.assign(document.createElement('iframe'), { name: 'sink' }), form); form.submit(); })()`,
  script: `document.head.append(Object.assign(document.createElement('script'), { src: address }))`,
};

export const CODE_ATTEMPTS: readonly string[] = Object.keys(CODE);
export const REQUEST_ATTEMPTS: readonly string[] = Object.keys(REQUESTS);

/**
 * A script that tries everything by itself when the page is there. `marks` holds what ran of the texts. In a script element that is marked as the
 * control all is tried at once; otherwise one after the other, and `outcomes` tells of each attempt `ran`, `thrown`, or the part of the
 * policy that the browser says was broken.
 */
export function attackScript(origin: string): string {
  const attempts = Object.entries({ ...CODE, ...REQUESTS }).map(
    ([name, code]) => `${JSON.stringify(name)}: (name, say, address) => (${code})`,
  );
  return `
    const isControl = 'control' in document.currentScript.dataset;
    const heard = new EventTarget();
    globalThis.marks = new Set();
    globalThis.mark = (name) => { marks.add(name); heard.dispatchEvent(new Event('mark')); };
    const blobOf = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    const worker = blobOf('postMessage(1)'), shared = blobOf('onconnect = ({ ports }) => ports[0].postMessage(1)');
    let blob;
    const attempts = { ${attempts.join(',\n')} };
    const attempt = (name) => {
      const say = "mark('" + name + "')";
      blob = blobOf(say);
      return attempts[name](name, say, ${JSON.stringify(`${origin}/ran/`)} + name);
    };
    const outcomeOf = async (name) => {
      const refused = new Promise((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }));
      const ran = new Promise((resolve) => heard.addEventListener('mark', () => resolve('ran'), { once: true }));
      try {
        const result = attempt(name);
        if (result instanceof Promise) await result.then(() => 'ran', () => undefined);
      } catch { return 'thrown'; }
      return Promise.race([refused, ran]);
    };
    globalThis.outcomes = new Promise((resolve) => addEventListener('load', async () => {
      const outcomes = {};
      for (const name of Object.keys(attempts)) {
        if (isControl) try { const result = attempt(name); if (result instanceof Promise) result.catch(() => {}); } catch {}
        else outcomes[name] = await outcomeOf(name);
      }
      resolve(outcomes);
    }));`;
}
