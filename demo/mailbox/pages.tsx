import type { VNode } from 'preact';
import { Page, type NavLink } from '../pages/layout';
import type { StoredMessage } from './store';

const SITE = 'Mailbox of the demo';

const minute = (moment: string): string => `${moment.slice(0, 16).replace('T', ' ')} UTC`;

/** All messages, or those to one address. */
export function ListPage({ messages, recipients, to, home }: ListProps): VNode {
  return (
    <Page site={SITE} title={to ?? 'All messages'} nav={nav(home)}>
      <h1>{to ?? 'All messages'}</h1>
      <p class="soft">
        Everything that Fortyfive sends by e-mail ends here and nowhere else. Newest first; load the page again for new
        ones.
      </p>
      <form class="row" method="get" action="/">
        <label for="to">Sent to</label>
        <select id="to" name="to">
          <option value="">everybody</option>
          {recipients.map(({ address, messages: count }) => (
            <option key={address} value={address} selected={address === to}>
              {`${address} (${count})`}
            </option>
          ))}
        </select>
        <button type="submit">Show</button>
      </form>
      {messages.length === 0 ? <span class="none">no messages</span> : <MessageTable messages={messages} />}
    </Page>
  );
}

/** What {@link ListPage} takes. */
export interface ListProps {
  messages: readonly StoredMessage[];
  recipients: readonly { address: string; messages: number }[];
  to?: string;
  home?: string;
}

function MessageTable({ messages }: { messages: readonly StoredMessage[] }): VNode {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Received</th>
            <th scope="col">To</th>
            <th scope="col">Subject</th>
          </tr>
        </thead>
        <tbody>
          {messages.map(({ id, to, subject, receivedAt }) => (
            <tr key={id}>
              <td class="nowrap">{minute(receivedAt)}</td>
              <td>{to.join(', ')}</td>
              <td>
                <a href={`/messages/${id}`}>{subject || '(no subject)'}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One message. Its HTML is in a frame that may run no script, send no form and fetch nothing. */
export function MessagePage({ message, home }: { message: StoredMessage; home?: string }): VNode {
  const { id, from, to, subject, receivedAt, attachments, html, text } = message;
  return (
    <Page site={SITE} title={subject || '(no subject)'} nav={nav(home)}>
      <h1>{subject || '(no subject)'}</h1>
      <dl class="head">
        <dt>From</dt>
        <dd>{from}</dd>
        <dt>To</dt>
        <dd>{to.join(', ')}</dd>
        <dt>Received</dt>
        <dd>{minute(receivedAt)}</dd>
        {attachments.length > 0 && <dt>Files</dt>}
        {attachments.length > 0 && <dd>{attachments.join(', ')}</dd>}
      </dl>
      {html === null ? (
        <div class="card">
          <pre class="mail">{linked(text)}</pre>
        </div>
      ) : (
        <iframe
          class="mail"
          title="The message"
          src={`/messages/${id}/html`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      )}
      {html !== null && (
        <details>
          <summary>As plain text</summary>
          <div class="card">
            <pre class="mail">{linked(text)}</pre>
          </div>
        </details>
      )}
    </Page>
  );
}

/** Text with its addresses made into links, as mail programs do. */
function linked(text: string): (string | VNode)[] {
  return text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:)])/).map((part, index) =>
    index % 2 === 1 ? (
      <a key={index} href={part} rel="noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}

/** No such page. */
export function MissingPage({ home }: { home?: string }): VNode {
  return (
    <Page site={SITE} title="Not here" nav={nav(home)}>
      <h1>There is no such message</h1>
    </Page>
  );
}

function nav(home: string | undefined): NavLink[] {
  return [{ text: 'Messages', href: '/' }, ...(home ? [{ text: 'Business', href: home }] : [])];
}
