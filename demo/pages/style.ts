/** Style of the demo's own pages: system fonts, light and dark, nothing fetched from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5a6878; --line: #d9e0e7; --ground: #f5f7f9; --card: #fff;
  --accent: #0b5c7a; --chosen: #e3f0f5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #9fadbb; --line: #33404c; --ground: #12181e;
  --card: #1a222a; --accent: #7cc7e2; --chosen: #1d3440; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header.top { background: var(--card); border-bottom: 1px solid var(--line); }
header.top > div, main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem; }
header.top > div { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; }
header.top strong { font-size: 1.15rem; }
header.top nav { display: flex; flex-wrap: wrap; gap: 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 .5rem; }
p { max-width: 46rem; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid var(--accent);
  outline-offset: 2px; }
.soft { color: var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1rem; padding: 0;
  list-style: none; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; }
.card h3 { margin: 0 0 .25rem; font-size: 1rem; }
.card p { margin: .25rem 0 0; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
th { font-weight: 600; color: var(--soft); white-space: nowrap; }
td.nowrap { white-space: nowrap; }
.none { display: inline-block; padding: .1rem .6rem; border: 1px dashed var(--line); border-radius: 99px;
  color: var(--soft); font-size: .9rem; }
form.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 1rem 0; }
input, select { max-width: 100%; }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft);
  border-radius: 6px; padding: .4rem .7rem; }
input { min-width: 16rem; }
button { background: var(--accent); border-color: var(--accent); color: var(--card); cursor: pointer; }
iframe.mail { width: 100%; min-height: 32rem; border: 1px solid var(--line); border-radius: 10px; background: #fff; }
pre.mail { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
dl.head { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 0 1rem; }
@media (max-width: 40rem) { .scroll table, .scroll tbody, .scroll tr, .scroll td { display: block; }
  .scroll thead { display: none; } .scroll td { border: 0; padding: .15rem .75rem; overflow-wrap: anywhere; }
  .scroll tr { padding: .4rem 0; border-bottom: 1px solid var(--line); } }
dl.head dt { color: var(--soft); } dl.head dd { margin: 0; overflow-wrap: anywhere; }
`;
