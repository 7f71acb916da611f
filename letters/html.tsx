import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Block, Document } from './document';

// Single quotes only: a double quote would be escaped, and an escape means nothing inside <style>.
/** Readable on a phone, in a mail program and on paper; nothing is fetched from anywhere. */
const STYLE = `
body{margin:0;padding:1.5rem;background:#fff;color:#1b1b1b;font:1rem/1.55 Georgia,'Times New Roman',serif}
main{max-width:38rem;margin:0 auto}
h1{font-size:1.4rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
p,ul{margin:.6rem 0}
li{margin:.35rem 0}
.from{font-weight:bold;margin:0}
.about{color:#4a4a4a;margin:0 0 1.2rem}
.code{font:bold 1.6rem/1.3 monospace;letter-spacing:.15em;margin:1rem 0}
.lines{white-space:pre-line}
.address{white-space:pre-line;margin:0 0 2.5rem}
a{color:#0b4a8f;overflow-wrap:anywhere}
@media print{body{padding:0;font-size:11pt}h2{break-after:avoid}li,p{orphans:3;widows:3}a{color:inherit}a::after{content:' (' attr(href) ')'}}
@page{size:letter;margin:1in}
`;

function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'paragraph':
      return <p class={block.text.includes('\n') ? 'lines' : undefined}>{block.text}</p>;
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li class={item.includes('\n') ? 'lines' : undefined}>{item}</li>
          ))}
        </ul>
      );
    case 'link':
      return (
        <p>
          <a href={block.url} rel="noreferrer">
            {block.label}
          </a>
        </p>
      );
    case 'code':
      return <p class="code">{block.text}</p>;
  }
}

/** The body of a letter, for pages that show it among other things. */
export function LetterBody({ document }: { document: Document }): JSX.Element {
  return (
    <>
      {document.sections.map((section) => (
        <>
          {section.heading === undefined ? null : <h2>{section.heading}</h2>}
          {section.statements.map((statement) => statement.blocks.map((block) => <BlockView block={block} />))}
        </>
      ))}
    </>
  );
}

function Page(props: { document: Document; before?: ComponentChildren }) {
  const { document, before } = props;
  return (
    <html lang={document.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{document.title}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          {before}
          <p class="from">{document.from}</p>
          <h1>{document.title}</h1>
          <p class="about">{document.about}</p>
          <LetterBody document={document} />
        </main>
      </body>
    </html>
  );
}

/** A whole letter as an HTML document, every text escaped. */
export function documentHtml(document: Document): string {
  return `<!doctype html>${renderToString(<Page document={document} />)}`;
}

/** A letter as a page to print and post: the address in the window, the day of posting, then the letter. */
export function postalHtml(document: Document, addressLines: string[], posted: string | undefined): string {
  const before = (
    <>
      <p class="address">{addressLines.join('\n')}</p>
      {posted === undefined ? null : <p>{posted}</p>}
    </>
  );
  return `<!doctype html>${renderToString(<Page document={document} before={before} />)}`;
}
