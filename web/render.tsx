import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';

/** What stands around every page. */
export interface Frame {
  /** Name of the business. */
  business: string;
}

/**
 * A whole page. It works without script, on a phone and on paper; it holds no inline style or script, so that the
 * content security policy can forbid both.
 */
export function renderPage(title: string, body: VNode, { business }: Frame): string {
  return `<!doctype html>${render(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} - ${business}`}</title>
        <link rel="stylesheet" href="/styles.css" />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="site">
          <a class="brand" href="/">
            {business} <span>Privacy requests</span>
          </a>
        </header>
        {body}
        <footer class="site">
          <nav aria-label="Your privacy choices">
            <a href="/opt-out">Do Not Sell or Share My Personal Information</a>
            <a href="/limit">Limit the Use of My Sensitive Personal Information</a>
            <a href="/signal">Privacy Signal</a>
          </nav>
          <p>Requests under the California Consumer Privacy Act</p>
        </footer>
      </body>
    </html>,
  )}`;
}
