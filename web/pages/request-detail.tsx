import type { ComponentChildren, VNode } from 'preact';
import type { LedgerEntry } from '../../db/ledger';
import type { RequestDetail } from '../../db/requests-read';
import { clocksFor } from '../../rules/clocks';
import type { Refusal, StaffRole } from '../../rules/codes';
import { EXCEPTIONS } from '../../rules/exceptions';
import { assessEvidence, requiredDegree } from '../../rules/verification';
import { Badge, Facts, Notice, SessionForm, Table } from '../parts';
import {
  CHANNEL_WORDS,
  dayWords,
  DECISION_WORDS,
  momentWords,
  NOTICE_WORDS,
  OUTCOME_WORDS,
  PHASE_WORDS,
  plain,
  REFUSAL_WORDS,
  RIGHT_WORDS,
  ROLE_WORDS,
  TASK_WORDS,
  WAITS_WORDS,
} from '../words';
import { DecisionForms } from './decision-forms';
import { type SignedIn, StaffMain } from './staff';

/** Everything the page of one request shows. */
export interface DetailProps {
  signedIn: SignedIn;
  detail: RequestDetail;
  ledger: LedgerEntry[];
  /** Names of the staff who appear, by ID. */
  names: ReadonlyMap<string, string>;
  /** Names of systems and recipients, by ID. */
  labels: ReadonlyMap<string, string>;
  /** Page of the workflow in the Temporal Web UI. */
  temporalUrl: string;
  told?: { mark: 'claimed' | 'refused' | 'recorded' | 'awaiting-second'; refusal?: Refusal };
}

const TOLD = {
  claimed: 'The decision is carried out.',
  recorded: 'The decision is recorded. The request hears of it as soon as its worker answers.',
  'awaiting-second': 'The decision is recorded and waits for a second person.',
  refused: 'The decision was refused.',
} as const;

/** One request, for staff: no person on it but behind buttons that are recorded. */
export function DetailPage(props: DetailProps): VNode {
  const { signedIn, detail, told } = props;
  const { request } = detail;
  const open = detail.tasks.filter(({ state }) => state === 'open');
  const mayView = signedIn.staff.roles.some((role) => role === 'verifier' || role === 'decider');
  return (
    <StaffMain signedIn={signedIn} title={`Request ${request.reference}`}>
      {told ? (
        <Notice tone={told.mark === 'refused' ? 'warn' : 'good'}>
          {TOLD[told.mark]} {told.refusal ? REFUSAL_WORDS[told.refusal] : ''}
        </Notice>
      ) : null}
      <p class="flags">
        <Badge>{PHASE_WORDS[request.phase]}</Badge>
        {request.overdue && !request.answered_at ? <Badge tone="bad">Overdue</Badge> : null}
        {request.escalated ? <Badge tone="warn">Escalated</Badge> : null}
        {request.held ? <Badge tone="warn">Held</Badge> : null}
        {request.disputed ? <Badge tone="bad">Disputed: "this was not me"</Badge> : null}
        {request.parked_code ? <Badge tone="bad">Parked: {plain(request.parked_code)}</Badge> : null}
        {request.late ? <Badge tone="bad">Answered late</Badge> : null}
        {request.outcome ? <Badge tone="good">{OUTCOME_WORDS[request.outcome]}</Badge> : null}
      </p>
      <Facts
        rows={[
          ['Right', RIGHT_WORDS[request.right]],
          ['Channel', CHANNEL_WORDS[request.channel]],
          ['Received', `${dayWords(request.receipt_day)} (Los Angeles), ${momentWords(request.received_at)}`],
          ['Answer due', request.due_on ? dayWords(request.due_on) : 'Answered'],
          ['Waits for', WAITS_WORDS[request.waits_for]],
          ['Whose turn', request.assigned_role ? ROLE_WORDS[request.assigned_role] : '-'],
          ['Round', String(request.round)],
          request.grace_ends_at ? ['Grace period ends', momentWords(request.grace_ends_at)] : null,
          request.answered_at ? ['Answered', momentWords(request.answered_at)] : null,
          request.closed_at ? ['Closed', momentWords(request.closed_at)] : null,
          ['Temporal', <a href={props.temporalUrl}>Open the workflow in the Temporal Web UI</a>],
        ]}
      />
      {mayView ? (
        <SessionForm action={`/staff/requests/${request.reference}/person`} csrf={signedIn.csrf}>
          <button type="submit" class="second">
            Show what the requester stated
          </button>
          <span class="hint"> Recorded in the ledger.</span>
        </SessionForm>
      ) : null}
      <TemporalSession signedIn={signedIn} reference={request.reference} />
      <Part title="Tasks">
        <Table
          caption="Open tasks"
          head={['Task', 'Target', 'Role', 'Due', 'Level']}
          rows={open.map((task) => [
            TASK_WORDS[task.kind],
            props.labels.get(task.target) ?? task.target,
            ROLE_WORDS[task.role],
            task.due_on ?? '-',
            String(task.level),
          ])}
        />
      </Part>
      <Part title="What can be decided">
        <DecisionForms signedIn={signedIn} detail={detail} labels={props.labels} />
      </Part>
      <Clocks detail={detail} />
      <Verification detail={detail} />
      <Plan {...props} />
      <Notices {...props} />
      <Letters {...props} />
      <Decisions {...props} />
      <Evidence {...props} />
      <Ledger {...props} />
    </StaffMain>
  );
}

/** Opens what is encrypted in the Temporal Web UI for half an hour, with a reason (decisions.md L2). */
function TemporalSession({ signedIn, reference }: { signedIn: SignedIn; reference: string }): VNode | null {
  if (!signedIn.staff.roles.some((role) => MAY_DECODE.includes(role))) return null;
  return (
    <details>
      <summary>Read the payloads in the Temporal Web UI</summary>
      <SessionForm action="/staff/codec-session" csrf={signedIn.csrf}>
        <input type="hidden" name="reference" value={reference} />
        <label for="reason">Reason</label>
        <select id="reason" name="reason">
          <option value="support">Support</option>
          <option value="incident">Incident</option>
          <option value="audit">Audit</option>
          <option value="development">Development</option>
        </select>
        <p class="hint">
          Opens them in this browser for 30 minutes; each request that is read is recorded in its ledger. In the
          Temporal Web UI, let the codec server have cross-origin credentials.
        </p>
        <button type="submit" class="second">
          Open for 30 minutes
        </button>
      </SessionForm>
    </details>
  );
}

const MAY_DECODE: readonly StaffRole[] = ['administrator', 'auditor', 'decider'];

function Part({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Clocks({ detail: { request, clocks } }: { detail: RequestDetail }): VNode {
  const rules = clocksFor(request.right, request.received_at.getTime());
  return (
    <Part title="Clocks">
      <Table
        caption="Clocks of this request"
        head={['Rule', 'Cite', 'What is due', 'Strict', 'Outer', 'Met']}
        rows={clocks.map((clock) => {
          const rule = rules.find((each) => each.rule === clock.rule);
          return [
            clock.rule,
            rule?.cite ?? '-',
            rule?.name ?? plain(clock.kind),
            clock.rule === request.due_clock && !request.answered_at ? (
              <strong>{clock.strict_on}</strong>
            ) : (
              clock.strict_on
            ),
            clock.outer_on,
            momentWords(clock.met_at),
          ];
        })}
      />
    </Part>
  );
}

function Verification({ detail: { request, points, confirmed } }: { detail: RequestDetail }): VNode {
  const required = requiredDegree({ right: request.right, sensitive: false });
  const evidence = assessEvidence({
    right: request.right,
    required,
    points: points.filter(({ point }) => point !== 'held-contact') as never,
    confirmedHeldContact: confirmed && points.some(({ point, matched }) => point === 'held-contact' && matched),
    declaration: false,
  });
  return (
    <Part title="Verification">
      <Facts
        rows={[
          ['Degree required', plain(required)],
          ['Degree reached', plain(evidence.reached)],
          ['Code entered', confirmed ? 'Yes' : 'No'],
        ]}
      />
      <Table
        caption="Data points, compared with what is held"
        head={['Point', 'System', 'Proof', 'Result']}
        rows={points.map((point) => [
          plain(point.point),
          point.system,
          plain(point.proof),
          point.matched ? <Badge tone="good">Match</Badge> : <Badge tone="warn">No match</Badge>,
        ])}
      />
    </Part>
  );
}

function Plan({ detail: { plan, exceptions, archives }, labels }: DetailProps): VNode {
  if (!plan)
    return (
      <Part title="Plan">
        <p class="none">No plan yet: it is made once verification is approved.</p>
      </Part>
    );
  const { summary } = plan;
  return (
    <Part title="Plan">
      <p class="hint">
        Digest <code>{plan.digest}</code>
      </p>
      <Table
        caption="What the systems hold"
        head={['System', 'Table', 'Rows', 'Categories']}
        rows={summary.systems.flatMap((system) =>
          system.tables.map((table) => [
            labels.get(system.system) ?? system.system,
            table.table,
            String(table.rows),
            table.categories.map(plain).join(', '),
          ]),
        )}
      />
      <Table
        caption="Exceptions"
        head={['Code', 'Where', 'Rows', 'Reason', 'Only for', 'Until', 'State']}
        rows={exceptions.map((e) => [
          <abbr title={`${EXCEPTIONS[e.code].cite}: ${EXCEPTIONS[e.code].text}`}>{e.code}</abbr>,
          `${labels.get(e.system) ?? e.system}: ${e.tbl}`,
          String(e.row_count),
          e.reason,
          e.purpose,
          e.ends_on ?? '-',
          plain(e.state),
        ])}
      />
      <Table
        caption="Recipients to instruct"
        head={['Recipient', 'Rule', 'By law']}
        rows={summary.recipients.map((r) => [
          labels.get(r.recipient) ?? r.recipient,
          r.rule,
          r.mandatory ? 'Mandatory' : 'By promise',
        ])}
      />
      <Table
        caption="Archives"
        head={['Archive', 'State', 'Until']}
        rows={
          archives.length > 0
            ? archives.map((a) => [a.archive, plain(a.state), a.ends_on ?? 'no rotation'])
            : summary.archives.map((a) => [a.archive, 'Planned', a.endsOn ?? 'no rotation'])
        }
      />
      {summary.concerns.length > 0 ? (
        <Table
          caption="For a person to judge"
          head={['System', 'Concern']}
          rows={summary.concerns.map((c) => [labels.get(c.system) ?? c.system, plain(c.code)])}
        />
      ) : null}
    </Part>
  );
}

function Notices({ detail: { notices }, labels }: DetailProps): VNode {
  return (
    <Part title="Notices to recipients">
      <Table
        caption="Notices"
        head={['Recipient', 'Role', 'Rule', 'State', 'Sent', 'Settled', 'Said']}
        rows={notices.map((n) => [
          labels.get(n.recipient) ?? n.recipient,
          plain(n.role),
          n.rule,
          <Badge
            tone={n.state === 'attested' ? 'good' : n.state === 'refused' || n.state === 'overdue' ? 'bad' : undefined}
          >
            {NOTICE_WORDS[n.state]}
          </Badge>,
          momentWords(n.sent_at),
          momentWords(n.settled_at),
          n.answer_code ? plain(n.answer_code) : '',
        ])}
      />
    </Part>
  );
}

const READS_LETTERS = ['verifier', 'decider', 'auditor'] as const;

function readsLetters({ staff }: SignedIn): boolean {
  return READS_LETTERS.some((role) => staff.roles.includes(role));
}

function Letters({ detail: { request, letters }, signedIn }: DetailProps): VNode {
  return (
    <Part title="Letters">
      <Table
        caption="Letters"
        head={['Letter', 'Composed', 'Sent', 'Statements', 'Read']}
        rows={letters.map((letter) => [
          plain(letter.kind),
          momentWords(letter.composed_at),
          momentWords(letter.sent_at),
          letter.statements.map(({ id }) => id).join(', '),
          readsLetters(signedIn) ? (
            <SessionForm action={`/staff/requests/${request.reference}/letters/${letter.id}`} csrf={signedIn.csrf}>
              <button type="submit" class="quiet">
                View <span class="sr">{plain(letter.kind)}</span>
              </button>
            </SessionForm>
          ) : null,
        ])}
      />
    </Part>
  );
}

function Decisions({ detail: { request, decisions }, signedIn, names }: DetailProps): VNode {
  return (
    <Part title="Decisions">
      <Table
        caption="Decisions"
        head={['When', 'Decision', 'By', 'Reason', 'State', 'More']}
        rows={decisions.map((d) => [
          momentWords(d.recorded_at),
          DECISION_WORDS[d.kind],
          d.actor_kind === 'consumer'
            ? 'Consumer'
            : d.actor_kind === 'standing'
              ? 'Standing decision'
              : (names.get(d.actor) ?? d.actor),
          d.code ? plain(d.code) : '',
          <>
            {plain(d.state)}
            {d.refusal ? `: ${REFUSAL_WORDS[d.refusal]}` : ''}
          </>,
          <div class="row">
            {d.facts_entry && readsLetters(signedIn) ? (
              <SessionForm action={`/staff/requests/${request.reference}/facts/${d.id}`} csrf={signedIn.csrf}>
                <button type="submit" class="quiet">
                  Facts <span class="sr">of {DECISION_WORDS[d.kind]}</span>
                </button>
              </SessionForm>
            ) : null}
            {d.state === 'awaiting-second' && d.actor !== signedIn.staff.id ? (
              <SessionForm
                action={`/staff/requests/${request.reference}/decisions/${d.id}/second`}
                csrf={signedIn.csrf}
              >
                <button type="submit">
                  Agree <span class="sr">with {DECISION_WORDS[d.kind]}</span>
                </button>
              </SessionForm>
            ) : null}
          </div>,
        ])}
      />
    </Part>
  );
}

function Evidence({ detail: { effects }, labels }: DetailProps): VNode {
  return (
    <Part title="Effects and their evidence">
      <Table
        caption="Effects"
        head={['Step', 'Target', 'Round', 'State', 'Done', 'Evidence']}
        rows={effects.map((e) => [
          plain(e.step),
          labels.get(e.target) ?? e.target,
          String(e.round),
          <>
            {e.failing_since ? (
              <Badge tone="bad">
                Failing since {momentWords(e.failing_since)}
                {e.last_failure ? `: ${plain(e.last_failure)}` : ''}
              </Badge>
            ) : (
              plain(e.state)
            )}
            {e.uncertain ? <Badge tone="warn">Uncertain</Badge> : null}
          </>,
          momentWords(e.done_at),
          <code class="small">{e.evidence ? JSON.stringify(e.evidence) : ''}</code>,
        ])}
      />
    </Part>
  );
}

function Ledger({ ledger, names }: DetailProps): VNode {
  return (
    <Part title="Ledger">
      <Table
        caption="Ledger entries"
        head={['No.', 'When', 'What', 'Content']}
        rows={ledger.map((entry) => [
          String(entry.seq),
          momentWords(new Date(entry.atMs)),
          plain(entry.kind),
          <code class="small">
            {Object.entries(entry.body)
              .filter(([, value]) => value !== null)
              .map(
                ([name, value]) =>
                  `${name} ${typeof value === 'string' ? (names.get(value) ?? value) : JSON.stringify(value)}`,
              )
              .join(' · ')}
          </code>,
        ])}
      />
    </Part>
  );
}
