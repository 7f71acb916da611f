import { randomBytes } from 'node:crypto';
import type { Items } from '../../demo/events/records';
import type { StoredMessage } from '../../demo/mailbox/store';
import { isKept, rowsOf } from './check-systems';
import { type CrmTable, type Evidence, query } from './evidence';
import { SPONSOR_ADDRESSES } from './people';
import type { Site } from './site';

/** Something wrong on purpose, and the line by which the checker must find it. */
export interface Tampered {
  name: string;
  /** The evidence with the fault in it; what was given stays as it is. */
  tamper(evidence: Evidence, site: Site): Promise<Evidence> | Evidence;
  finds: RegExp;
}

/** One of each kind that the checker exists for. */
export const TAMPERED: Tampered[] = [
  {
    name: 'a table that was skipped',
    tamper: (evidence, site) =>
      withCrm(evidence, site, (url) => {
        const visit = gone(evidence, 'web_visits')[0]!;
        return query(url, 'INSERT INTO web_visits SELECT * FROM json_populate_record(NULL::web_visits, $1)', [
          JSON.stringify({ ...visit, contact_id: null }),
        ]);
      }),
    finds: /^crm: web_visits \d+ of a person who asked is still there$/,
  },
  {
    name: 'a kept row that was deleted',
    tamper: (evidence, site) =>
      withCrm(evidence, site, (url) =>
        query(url, 'DELETE FROM invoices WHERE id = $1', [[...theirs(evidence, 'invoices')][0]]),
      ),
    finds: /^crm: invoices \d+ had to be kept and is gone$/,
  },
  {
    name: 'a neighbour who was deleted',
    tamper: (evidence, site) =>
      withCrm(evidence, site, (url) =>
        query(url, 'DELETE FROM interactions WHERE id = $1', [neighbour(evidence, 'interactions')]),
      ),
    finds: /^crm: interactions \d+ is a neighbour and is gone$/,
  },
  {
    name: 'a neighbour who was changed',
    tamper: (evidence, site) =>
      withCrm(evidence, site, (url) =>
        query(url, `UPDATE contacts SET postal_code = '00000' WHERE id = $1`, [neighbour(evidence, 'contacts')]),
      ),
    finds: /^crm: contacts \d+ was changed$/,
  },
  {
    name: 'an item of the event platform that was left',
    tamper: (evidence) => withEvents(evidence, (items) => items.attendees.push(attendee(evidence, true))),
    finds: /^events: attendees \S+ of a person who asked is still there$/,
  },
  {
    name: 'a neighbour whose item is gone',
    tamper: (evidence) =>
      withEvents(evidence, (items) => {
        const { id } = attendee(evidence, false);
        items.attendees = items.attendees.filter((item) => item.id !== id);
      }),
    finds: /^events: attendees \S+ is a neighbour's and is gone$/,
  },
  {
    name: 'a deletion that was applied twice',
    tamper: (evidence) => ({
      ...evidence,
      removals: [...evidence.removals, { ...evidence.removals.find(({ how }) => how === 'deleted')!, key: 'another' }],
    }),
    finds: /^events: \S+ was deleted (2 times|under 2 keys)$/,
  },
  {
    name: 'a notice that was dropped',
    tamper: (evidence) => {
      const { recipient, key } = evidence.hooks[0]!;
      return { ...evidence, hooks: evidence.hooks.filter((hook) => hook.recipient !== recipient || hook.key !== key) };
    },
    finds: /^notices: \S+ never saw /,
  },
  {
    name: 'a notice that was sent again under a new key',
    tamper: (evidence) => ({
      ...evidence,
      hooks: [...evidence.hooks, { ...evidence.hooks.find(({ how }) => how === 'first')!, key: 'another' }],
    }),
    finds: /^notices: told and should not be: /,
  },
  {
    name: 'a notice that was repeated with other bytes',
    tamper: (evidence) => ({
      ...evidence,
      hooks: [...evidence.hooks, { ...evidence.hooks[0]!, how: 'repeated', digest: 'another' }],
    }),
    finds: /^notices: \S+ \S+ came with several bytes$/,
  },
  {
    name: 'a sponsor who was not told',
    tamper: (evidence) => withMail(evidence, (mail) => without(mail, toSponsor(mail))),
    finds: /^sponsors: \S+ has no mail of /,
  },
  {
    name: 'a mail to a sponsor that came under a second ID',
    tamper: (evidence) =>
      withMail(evidence, (mail) => [...mail, { ...toSponsor(mail), messageId: '<another@127.0.0.1>' }]),
    finds: /^sponsors: \S+ came as several mails$/,
  },
  {
    name: 'a letter that was doubled',
    tamper: (evidence) =>
      withMail(evidence, (mail) => [...mail, { ...letter(evidence, mail), messageId: '<another@127.0.0.1>' }]),
    finds: /^letters: \S+ to \d+ is no letter$/,
  },
  {
    name: 'a letter that was dropped',
    tamper: (evidence) => withMail(evidence, (mail) => without(mail, letter(evidence, mail))),
    finds: /^letters: \S+ of \S+ was never seen in a mailbox$/,
  },
  {
    name: 'a letter that left after its date',
    tamper: (evidence) =>
      withMail(evidence, (mail) =>
        mail.map((message) =>
          message.messageId === letter(evidence, mail).messageId
            ? { ...message, receivedAt: '2099-01-01T00:00:00Z' }
            : message,
        ),
      ),
    finds: /^letters: \S+ of \S+ left late$/,
  },
  {
    name: 'an entry of the ledger that was altered',
    tamper: (evidence, site) =>
      withEngine(
        evidence,
        site,
        `UPDATE ledger_entries SET body = '{"erased":true}' WHERE kind = 'erased' AND seq = (SELECT min(seq) FROM ledger_entries WHERE kind = 'erased')`,
      ),
    finds: /^ledger: entry \d+ of \S+ does not follow from what stands before it$/,
  },
  {
    name: 'a ledger that was cut',
    tamper: (evidence, site) =>
      withEngine(
        evidence,
        site,
        `DELETE FROM ledger_entries e USING ledger_heads h WHERE e.chain = h.chain AND e.seq = h.seq AND e.kind = 'answered'`,
      ),
    finds: /^ledger: the head of \S+ is another$/,
  },
  {
    name: 'evidence that was lost',
    tamper: (evidence, site) =>
      withEngine(evidence, site, `UPDATE effects SET state = 'intended' WHERE step = 'letter-answer'`),
    finds: /^open: intent \S+$/,
  },
  {
    name: 'a request that was lost after its receipt',
    tamper: (evidence) => ({
      ...evidence,
      receipts: [...evidence.receipts, { email: 'x', reference: 'FF-0000-0000', receiptDay: '', dueOn: '' }],
    }),
    finds: /^receipts: FF-0000-0000 is of no request$/,
  },
];

const theirs = (evidence: Evidence, table: CrmTable): Set<number> =>
  new Set(evidence.asked.flatMap((person) => [...rowsOf(evidence.before.crm, person)[table]]));

function gone(evidence: Evidence, table: CrmTable) {
  const ids = theirs(evidence, table);
  return evidence.before.crm[table].filter((row) => ids.has(row.id) && !isKept(table, row));
}

function neighbour(evidence: Evidence, table: CrmTable): number {
  const ids = theirs(evidence, table);
  return evidence.before.crm[table].find(({ id }) => !ids.has(id))!.id;
}

function attendee({ before, asked }: Evidence, who: boolean) {
  const people = new Set(asked.map(({ email }) => email));
  return before.events['attendees']!.find(({ email }) => people.has(email!) === who)!;
}

const toSponsor = (mail: StoredMessage[]): StoredMessage =>
  mail.find(
    ({ to, subject }) =>
      to.some((address) => Object.values(SPONSOR_ADDRESSES).includes(address)) && /\(N-/.test(subject),
  )!;

const letter = ({ asked }: Evidence, mail: StoredMessage[]): StoredMessage =>
  mail.find(({ to, subject }) => to.includes(asked[0]!.email!) && subject.startsWith('Our answer'))!;

/** A mail whose evidence was cut off may have come twice. */
const without = (mail: StoredMessage[], { messageId }: StoredMessage): StoredMessage[] =>
  mail.filter((message) => message.messageId !== messageId);

function withMail(evidence: Evidence, change: (mail: StoredMessage[]) => StoredMessage[]): Evidence {
  return { ...evidence, mail: () => change(evidence.mail()) };
}

function withEvents(evidence: Evidence, change: (items: Items) => void): Evidence {
  const items = structuredClone(evidence.events());
  change(items);
  return { ...evidence, events: () => items };
}

async function withCrm(evidence: Evidence, site: Site, change: (url: string) => Promise<unknown>): Promise<Evidence> {
  const crmUrl = await copyOf(evidence.crmUrl, site);
  await change(crmUrl);
  return { ...evidence, crmUrl };
}

async function withEngine(evidence: Evidence, site: Site, sql: string): Promise<Evidence> {
  const engineUrl = await copyOf(evidence.engineUrl, site);
  await query(engineUrl, sql);
  return { ...evidence, engineUrl };
}

const copyOf = (url: string, site: Site): Promise<string> =>
  site.copy(new URL(url).pathname.slice(1), `tampered_${randomBytes(4).toString('hex')}`);
