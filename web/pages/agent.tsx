import type { VNode } from 'preact';
import type { Right } from '../../rules/codes';
import type { LineReport } from '../../api/services/agent-batch';
import { AGENT_KINDS, type AgentKind } from '../../rules/agents';
import { choiceOf } from '../../rules/preferences';
import { Field, type FormState, Main, ProblemSummary, Table, Tick, valueOf } from '../parts';
import { AGENT_RIGHTS, RIGHT_PAGES, type RightPages } from '../rights';
import type { Correctable } from '../rights/right-pages';
import { dayWords, RIGHT_WORDS } from '../words';

const KIND_WORDS: Record<AgentKind, string> = {
  'natural-person-agent': 'A person',
  'registered-agent': 'A business registered with the California Secretary of State',
};

const LABELS = {
  'agent.name': 'Your name',
  'agent.email': 'Your e-mail address',
  'agent.kind': 'You are',
  californiaResident: 'California resident',
};

/** What an agent should know, and what can be asked. */
export function AgentPage(): VNode {
  return (
    <Main title="Asking for somebody else">
      <p class="lead">
        You can ask for another person as their authorized agent. We write to you, and our answer goes to you.
      </p>
      <ul>
        <li>
          We ask you for the permission that the person has signed, or for a power of attorney under California Probate
          Code sections 4121 to 4130. You hand it in after this form.
        </li>
        <li>
          For a request to opt out or to limit, the signed permission is all that we ask for, and we do not contact the
          person.
        </li>
        <li>
          For other requests with a signed permission, we ask the person for one thing more: to confirm it, or to show
          us who they are. With a power of attorney we ask them for nothing.
        </li>
      </ul>
      <p>
        You have many requests? <a href="/agent/batch">Send them as a table</a>.
      </p>
      <h2>What do you ask for?</h2>
      <ul class="choices">
        {AGENT_RIGHTS.map((right) => (
          <li>
            <a class="button" href={`/agent?right=${right}`}>
              {RIGHT_WORDS[right]}
            </a>
          </li>
        ))}
      </ul>
    </Main>
  );
}

/** Many requests at once; `lines` says how many a file may hold. */
export function AgentBatchPage({
  form,
  formToken,
  lines,
}: {
  form: FormState;
  formToken: string;
  lines: number;
}): VNode {
  return (
    <Main title="Many requests at once">
      <ProblemSummary form={form} labels={{ ...LABELS, csv: 'Table' }} />
      <p>
        Paste a table in CSV form: a first line with the names of columns, then one request a line, at most {lines}.
        Each line is answered for itself; what is wrong with one keeps no other back.
      </p>
      <p>
        Columns are named as the fields of our form are: <code>right</code> ({AGENT_RIGHTS.join(', ')}),{' '}
        <code>name</code>, <code>email</code>, <code>phone</code>, <code>points.postal-code</code>,{' '}
        <code>points.customer-number</code>, <code>californiaResident</code> (yes), <code>message</code>. Leave a cell
        empty where a right does not ask for it.
      </p>
      <form method="post" action="/agent/batch" novalidate>
        <input type="hidden" name="formToken" value={formToken} />
        <AgentFields form={form} />
        <Field form={form} name="csv" label="Table" rows={12} required />
        <button type="submit">Send the requests</button>
      </form>
    </Main>
  );
}

/** What became of each line. */
export function AgentBatchReportPage({ lines }: { lines: LineReport[] }): VNode {
  const accepted = lines.filter((line) => line.accepted).length;
  return (
    <Main title="What became of each line" wide>
      <p class="lead">
        {accepted} of {lines.length} were accepted. Please keep this page: it has the references.
      </p>
      <Table
        caption="Lines"
        head={['Line', 'Accepted', 'Reference, or what is wrong', 'Answer by', 'Paper']}
        rows={lines.map((line) =>
          line.accepted
            ? [
                String(line.line),
                'Yes',
                line.reference,
                line.dueOn ?? '',
                <a href={`/r/${line.token}`}>
                  Hand in the permission <span class="sr">for {line.reference}</span>
                </a>,
              ]
            : [
                String(line.line),
                'No',
                line.errors.map(({ field, reason }) => `${field} ${reason}`.trim()).join('; '),
                '',
                '',
              ],
        )}
      />
    </Main>
  );
}

/** Who the agent is. */
function AgentFields({ form }: { form: FormState }): VNode {
  return (
    <fieldset>
      <legend>About you, the agent</legend>
      <Field form={form} name="agent.name" label="Your name" autocomplete="name" required />
      <Field
        form={form}
        name="agent.email"
        label="Your e-mail address"
        type="email"
        hint="Our letters go there."
        autocomplete="email"
        inputmode="email"
        required
      />
      <div class="field">
        <label for="f-agent.kind">You are</label>
        <select id="f-agent.kind" name="agent.kind">
          {AGENT_KINDS.map((kind) => (
            <option value={kind} selected={valueOf(form, 'agent.kind') === kind}>
              {KIND_WORDS[kind]}
            </option>
          ))}
        </select>
      </div>
    </fieldset>
  );
}

/** The form: about the agent, then about the person. */
export function AgentFormPage({
  right,
  form,
  formToken,
  correctable,
}: {
  right: Right;
  form: FormState;
  formToken: string;
  correctable: readonly Correctable[];
}): VNode {
  const { labels, Fields, asksResidency }: RightPages = RIGHT_PAGES[right];
  return (
    <Main title={`For somebody else: ${RIGHT_WORDS[right]}`}>
      <ProblemSummary form={form} labels={{ ...labels, ...LABELS }} />
      <form method="post" action="/agent/request" novalidate>
        <input type="hidden" name="formToken" value={formToken} />
        <input type="hidden" name="right" value={right} />
        <AgentFields form={form} />
        <h2>About the person for whom you act</h2>
        <Fields form={form} byPhone={false} byAgent correctable={correctable} />
        {asksResidency ? (
          <Tick form={form} name="californiaResident" label="The person for whom I act lives in California." />
        ) : null}
        <button type="submit">Send the request</button>
      </form>
    </Main>
  );
}

/** The receipt, from which the papers are handed in. */
export function AgentReceiptPage({
  reference,
  right,
  receiptDay,
  dueOn,
  token,
}: {
  reference: string;
  right: Right;
  receiptDay: string;
  dueOn: string | null;
  token: string;
}): VNode {
  return (
    <Main title="We have your request">
      <p class="lead">Your reference is</p>
      <p class="reference">{reference}</p>
      <p>
        {RIGHT_WORDS[right]}: received on {dayWords(receiptDay)}.
        {dueOn === null ? '' : ` You get our answer by ${dayWords(dueOn)} at the latest.`}
        {choiceOf(right) ? ' It has taken effect.' : ''}
      </p>
      <h2>Hand in the permission now</h2>
      <p>You can also do this later, from the link in our letter. The time for our answer runs all the while.</p>
      <form method="post" action={`/r/${token}`}>
        <button type="submit">Hand in a signed permission or power of attorney</button>
      </form>
    </Main>
  );
}
