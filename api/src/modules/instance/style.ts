/** The one style sheet: light and dark, readable from 320 px on, contrast of at least 7:1. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: #ffffff; --text: #1a1d21; --soft: #454c55; --line: #c3c9d0; --well: #f2f4f6; --link: #0b4a8f;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --text: #eceff2; --soft: #b9c1c9; --line: #454c55; --well: #1e2328; --link: #9cc7ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1.0625rem; margin: 1.5rem 0 0.25rem; }
p, ul, dl { margin: 0.5rem 0; }
.soft, dt { color: var(--soft); }
dd { margin: 0 0 0.75rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre { font: 0.9375rem/1.5 ui-monospace, monospace; }
pre { background: var(--well); border: 1px solid var(--line); border-radius: 0.375rem; padding: 0.75rem; overflow-x: auto; overflow-wrap: normal; }
summary { cursor: pointer; padding: 0.25rem 0; }
`;
