import type { VNode } from 'preact';
import { Page, Table } from '../pages/layout';
import { DEMO_RECIPIENTS } from '../trade';
import { BEHAVIOURS, type BehaviourName } from './behaviour';
import type { Applied } from './store';

/** What every webhook recipient was told, newest first. */
export function RecipientsPage({ applied, behaviours, home }: RecipientsProps): VNode {
  return (
    <Page site="Recipients of the demo" title="Notices" nav={home ? [{ text: 'Business', href: home }] : []}>
      <h1>What the recipients were told</h1>
      <p class="soft">
        Three companies that take notices by webhook. Each checks the signature and carries a notice out once, however
        often it comes. The sponsors are told by e-mail: see the mailbox.
      </p>
      {DEMO_RECIPIENTS.filter(({ via }) => via === 'webhook').map(({ id, name, role }) => (
        <section key={id} aria-labelledby={id}>
          <h2 id={id}>{name}</h2>
          <p class="soft">{`${role}; now: ${BEHAVIOURS[behaviours[id] ?? 'ok']}`}</p>
          <Table
            label={`Notices to ${name}`}
            rows={applied
              .filter(({ recipient }) => recipient === id)
              .reverse()
              .map(({ notice, outcome, at, sent }) => ({
                at: at.slice(0, 16).replace('T', ' '),
                instruction: notice.instruction,
                'named by': notice.identifiers.map(({ type, value }) => `${type} ${value}`).join(', '),
                answer: outcome,
                'times sent': sent,
                reference: notice.reference,
              }))}
          />
        </section>
      ))}
    </Page>
  );
}

/** What {@link RecipientsPage} takes. */
export interface RecipientsProps {
  applied: readonly Applied[];
  behaviours: Record<string, BehaviourName>;
  home?: string;
}
