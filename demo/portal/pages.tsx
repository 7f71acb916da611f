import type { VNode } from 'preact';
import { rowsHeld, type Holdings, type RecipientHolding } from '../holdings';
import { Page, Table, type NavLink } from '../pages/layout';
import { RIGHT_WORDS } from '../../web/words';
import type { DemoAsking, DemoPerson, NamedPerson } from '../person';
import { BUSINESS } from '../trade';

/** Where the pages of the demo are. Those that are absent are not shown. */
export interface PortalLinks {
  form?: string;
  staff?: string;
  mailbox: string;
  recipients: string;
  temporal?: string;
}

/** The business's front page: what one can do, and whom one can be. */
export function HomePage({ named, asking, links, count }: HomeProps): VNode {
  return (
    <Page site={BUSINESS.name} title="Magazines and events" nav={navOf(links)}>
      <h1>{BUSINESS.name}</h1>
      <p>
        A publisher and event organizer that exists only on this machine, with {count.toLocaleString('en-US')} invented
        people. Be one of them, make a request, and look here what becomes of what is held of you.
      </p>
      <h2>What to do</h2>
      <ul class="cards">
        {links.form && (
          <Card href={links.form} title="Your privacy request" text="The form that a consumer fills in." />
        )}
        <Card href={links.mailbox} title="Mailbox" text="Every letter and code that is sent on this machine." />
        {links.staff && <Card href={links.staff} title="Staff" text="Verify, decide, see what is due." />}
        <Card href={links.recipients} title="Recipients" text="What the three webhook recipients were told." />
        {links.temporal && <Card href={links.temporal} title="Temporal" text="The workflow of each request." />}
      </ul>
      <h2>What to ask for, and as whom</h2>
      <ul class="cards">
        {asking.map(({ right, key, shows }) => (
          <li class="card">
            <h3>
              {links.form ? <a href={`${links.form}?right=${right}`}>{RIGHT_WORDS[right]}</a> : RIGHT_WORDS[right]}
            </h3>
            <p>
              As <a href={`/people/${key}`}>{named.find((one) => one.key === key)?.name}</a>
            </p>
            <p class="soft">{shows}</p>
          </li>
        ))}
      </ul>
      <h2>Whom else to be</h2>
      <p class="soft">What a deletion shows with each of them.</p>
      <ul class="cards">
        {named.map(({ key, name, shows }) => (
          <Card key={key} href={`/people/${key}`} title={name} text={shows} />
        ))}
      </ul>
      <h2>Somebody else</h2>
      <form class="row" method="get" action="/people">
        <label for="email">E-mail address</label>
        <input id="email" name="email" type="email" required autocomplete="off" />
        <button type="submit">What is held?</button>
      </form>
    </Page>
  );
}

/** What {@link HomePage} takes. */
export interface HomeProps {
  named: readonly NamedPerson[];
  /** For each right that can be asked for. */
  asking: readonly DemoAsking[];
  links: PortalLinks;
  count: number;
}

function Card({ href, title, text }: { href: string; title: string; text: string }): VNode {
  return (
    <li class="card">
      <h3>
        <a href={href}>{title}</a>
      </h3>
      <p class="soft">{text}</p>
    </li>
  );
}

/** What everybody holds of one person now. */
export function PersonPage({ person, named, holdings, links }: PersonProps): VNode {
  const held = rowsHeld(holdings);
  return (
    <Page site={BUSINESS.name} title={person.name || 'A visitor'} nav={navOf(links)}>
      <h1>{person.name || 'A visitor'}</h1>
      {named && <p>{named.shows}</p>}
      <dl class="head">
        {formAnswers(person, named).map(([label, value]) => [<dt key={label}>{label}</dt>, <dd>{value}</dd>])}
      </dl>
      <p>
        <strong>
          {held === 0 ? 'The business holds nothing of this person.' : `The business holds ${held} rows.`}
        </strong>
        {person.email && (
          <>
            {' '}
            <a href={`${links.mailbox}/?to=${encodeURIComponent(person.email)}`}>Letters to this person</a>
          </>
        )}
      </p>
      <h2>Recipients</h2>
      <Table label="Recipients" rows={holdings.recipients.map((one) => recipientRow(one, links))} />
      {Object.entries({ ...prefixed('crm', holdings.crm), ...prefixed('events', holdings.events) }).map(
        ([place, rows]) => (
          <section key={place}>
            <h2>{place}</h2>
            <Table label={place} rows={rows} />
          </section>
        ),
      )}
    </Page>
  );
}

/** What {@link PersonPage} takes. */
export interface PersonProps {
  person: DemoPerson;
  named?: NamedPerson;
  holdings: Holdings;
  links: PortalLinks;
}

/** What this person would type into the request form. */
function formAnswers(person: DemoPerson, named: NamedPerson | undefined): [string, string][] {
  const answers: [string, string | null | undefined][] = [
    ['Name', person.name],
    ['E-mail', person.email],
    ['Phone', person.phone],
    ['Postal code', person.postalCode],
    ['Customer number', person.customerNumber],
    ['Event attended', named?.eventAttended],
  ];
  return answers.filter((answer): answer is [string, string] => Boolean(answer[1]));
}

const STATES: Record<RecipientHolding['state'], string> = {
  holds: 'still has it',
  erased: 'erased',
  'told-by-mail': 'was sent mail; see mailbox',
};

function recipientRow({ name, basis, disclosedOn, categories, state, address }: RecipientHolding, links: PortalLinks) {
  return {
    recipient: name,
    basis,
    disclosed: disclosedOn,
    categories: categories.join(', '),
    now:
      state === 'told-by-mail' ? (
        <a href={`${links.mailbox}/?to=${encodeURIComponent(address ?? '')}`}>{STATES[state]}</a>
      ) : (
        STATES[state]
      ),
  };
}

function prefixed<T>(prefix: string, tables: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [`${prefix}: ${name.replace('_', ' ')}`, rows]),
  );
}

/** A named person of whom there is nothing, or an address that nobody ever had. */
export function NobodyPage({ named, links }: { named?: NamedPerson; links: PortalLinks }): VNode {
  return (
    <Page site={BUSINESS.name} title="Nobody" nav={navOf(links)}>
      <h1>{named?.name ?? 'Nobody'}</h1>
      <p>{named?.shows ?? 'No system of the business ever held this address.'}</p>
      {named && (
        <p class="soft">
          {`E-mail: ${named.email}. `}
          <a href={`${links.mailbox}/?to=${encodeURIComponent(named.email)}`}>Letters to this person</a>
        </p>
      )}
    </Page>
  );
}

function navOf(links: PortalLinks): NavLink[] {
  const all: [string, string | undefined][] = [
    ['Business', '/'],
    ['Your privacy request', links.form],
    ['Mailbox', links.mailbox],
    ['Staff', links.staff],
  ];
  return all.flatMap(([text, href]) => (href ? [{ text, href }] : []));
}
