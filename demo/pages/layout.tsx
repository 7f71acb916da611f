import type { Response } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { STYLE } from './style';

/** A link in the head of a page. */
export interface NavLink {
  text: string;
  href: string;
}

/** A whole page of the demo. Text is escaped by the renderer; there is no script. */
export function Page({ site, title, nav = [], children }: PageProps): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${site}`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header class="top">
          <div>
            <strong>{site}</strong>
            <nav aria-label="Main">
              {nav.map(({ text, href }) => (
                <a key={href} href={href}>
                  {text}
                </a>
              ))}
            </nav>
          </div>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}

/** What {@link Page} takes. */
export interface PageProps {
  site: string;
  title: string;
  nav?: readonly NavLink[];
  children: ComponentChildren;
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Sends a page, with headers that let it run and fetch nothing. */
export function sendPage(response: Response, page: VNode, status = 200): void {
  response
    .status(status)
    .set('Content-Security-Policy', POLICY)
    .set('X-Content-Type-Options', 'nosniff')
    .set('Referrer-Policy', 'no-referrer')
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(`<!doctype html>${renderToString(page)}`);
}

/** Rows as a table; "nothing" where there are none. */
export function Table({ label, rows }: { label: string; rows: readonly Record<string, unknown>[] }): VNode {
  if (rows.length === 0) return <span class="none">nothing</span>;
  const columns = Object.keys(rows[0]!);
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column.replaceAll('_', ' ')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
                <td key={column}>{cell(row[column])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cell(value: unknown): ComponentChildren {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 16).replace('T', ' ');
  if (typeof value === 'object' && 'props' in value) return value as VNode;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}
