import type { VNode } from 'preact';
import type { RequestDetail } from '../../../db/requests-read';
import { mayDecide, needsSecondPerson } from '../../../rules/authority';
import type { Refusal, TaskKind } from '../../../rules/codes';
import { isAgentPaper } from '../../../rules/documents';
import { isVerifiable } from '../../../rules/rights';
import { EXCEPTIONS } from '../../../rules/exceptions';
import { codesFor, DECISION_KINDS, decisionRule, type DecisionKind } from '../../../rules/decisions';
import { LinesField, SelectField, Sent, TickField } from '../../fields';
import { EMPTY_FORM, type FormState, ProblemSummary, SessionForm } from '../../parts';
import { CorrectionFields } from './corrections';
import { DENIAL_STATEMENTS, type DenialCode, denialGround } from '../../../rules/denials';
import { DECISION_WORDS, plain, REFUSAL_WORDS, STATEMENT_WORDS } from '../../words';
import { type Named, PlaceHoldFields, ReviewOn, WhichHold } from '../hold-fields';
import { ownHolds } from './holds';
import type { SignedIn } from '../staff';

interface FormsProps {
  signedIn: SignedIn;
  detail: RequestDetail;
  labels: ReadonlyMap<string, string>;
  systems: readonly Named[];
  /** A decision that did not stand, as it was sent. */
  sent?: SentDecision;
}

/** A form of a decision that did not stand: what was typed, what was wrong with a field, or why it was refused. */
export interface SentDecision extends FormState {
  refusal?: Refusal;
}

/** A task of this kind is open. */
const openTask = ({ tasks }: RequestDetail, asked: TaskKind): boolean =>
  tasks.some(({ kind, state }) => kind === asked && state === 'open');

/** What an open task asks a person to decide: its form stands open. */
const ASKED: Partial<Record<TaskKind, DecisionKind>> = {
  verify: 'approve-verification',
  'decide-exceptions': 'decide-exceptions',
  'decide-correction': 'decide-correction',
  'identity-disputed': 'clear-dispute',
  'repeat-request': 'allow-repeat',
};

/** Whether a decision makes sense on this request; who may make it is a question for rules/. */
const FITS: Partial<Record<DecisionKind, (detail: RequestDetail) => boolean>> = {
  'accept-paper': ({ request, documents }) =>
    request.channel === 'agent' && documents.some(({ purpose }) => isAgentPaper(purpose)),
  'refuse-paper': ({ agent, documents }) =>
    agent?.standing.paper === null && documents.some(({ purpose }) => isAgentPaper(purpose)),
  'clear-dispute': ({ request }) => request.disputed,
  'decide-correction': ({ corrections }) => corrections.length > 0,
  'decide-exceptions': ({ request, plan }) => request.right === 'delete' && plan !== null,
  // it is made where the values are seen
  'release-copy': () => false,
  // it is made where the copy is printed
  'record-posting': () => false,
  'allow-repeat': (detail) => openTask(detail, 'repeat-request'),
  extend: ({ request }) => request.extended_on === null && request.answered_at === null,
  'renew-hold': (detail) => ownHolds(detail).length > 0,
  'release-hold': (detail) => ownHolds(detail).length > 0,
  'retry-system': (detail) => openTask(detail, 'system-down'),
  'supply-result': (detail) => openTask(detail, 'system-down'),
};

/** A form for every decision that this member of staff may make now. */
export function DecisionForms(props: FormsProps): VNode {
  const { signedIn, detail, sent } = props;
  const { request } = detail;
  const asked = (kind: DecisionKind): boolean =>
    Object.entries(ASKED).some(([task, decision]) => decision === kind && openTask(detail, task as TaskKind));
  const kinds = DECISION_KINDS.filter(
    (kind) =>
      decisionRule(kind).by === 'staff' &&
      (FITS[kind]?.(detail) ?? true) &&
      (request.outcome === null || request.answered_at !== null || kind === 'extend') &&
      mayDecide({
        kind,
        right: request.right,
        roles: signedIn.staff.roles,
        phase: request.phase,
        actor: signedIn.staff.id,
        enteredBy: request.entered_by,
        decidedBy: null,
      }).may,
  );
  if (kinds.length === 0) return <p class="none">Nothing that your roles decide in this phase.</p>;
  return (
    <div class="decisions">
      {kinds.map((kind) => (
        <details class="card" open={sent ? sent.values['kind'] === kind : asked(kind)}>
          <summary>{DECISION_WORDS[kind]}</summary>
          <Sent.Provider value={sent?.values['kind'] === kind ? sent : EMPTY_FORM}>
            {sent?.values['kind'] === kind ? <WhyNot sent={sent} /> : null}
            <DecisionForm {...props} kind={kind} />
          </Sent.Provider>
        </details>
      ))}
    </div>
  );
}

/** Why a decision did not stand, above its form. */
function WhyNot({ sent }: { sent: SentDecision }): VNode {
  return sent.refusal ? (
    <div class="alert" role="alert">
      <p>{REFUSAL_WORDS[sent.refusal]}</p>
    </div>
  ) : (
    <ProblemSummary form={sent} labels={{}} />
  );
}

function DecisionForm({ signedIn, detail, labels, systems, kind }: FormsProps & { kind: DecisionKind }): VNode {
  const rule = decisionRule(kind);
  const { request, plan, exceptions } = detail;
  const codes = codesFor(kind, request.right, request.rule_set);
  // what some ground that can be chosen here needs stated; of the grounds of this decision alone
  const grounds = kind === 'deny' ? codes : kind === 'refuse-verification' ? ['suspected-fraud'] : [];
  const needed = DENIAL_STATEMENTS.filter((statement) =>
    grounds.some((code) => denialGround(code as DenialCode).needs.includes(statement)),
  );
  const down = detail.tasks.filter((task) => task.kind === 'system-down' && task.state === 'open');
  return (
    <SessionForm action={`/staff/requests/${request.reference}/decisions`} csrf={signedIn.csrf}>
      <input type="hidden" name="kind" value={kind} />
      {kind === 'decide-correction' ? <CorrectionFields corrections={detail.corrections} /> : null}
      {rule.needsPlan && plan ? <input type="hidden" name="planDigest" value={plan.digest} /> : null}
      {kind === 'decide-exceptions' ? (
        <fieldset>
          <legend>Keep, and delete the rest</legend>
          {exceptions.length === 0 ? <p class="none">Nothing is proposed.</p> : null}
          {exceptions.map((e) => (
            <TickField
              id={`keep-${e.id}`}
              name="keep"
              value={e.id}
              standard={e.state !== 'rejected'}
              label={`Keep ${e.row_count} of ${e.tbl} in ${labels.get(e.system) ?? e.system} under ${e.code} (${EXCEPTIONS[e.code].cite}): ${e.reason}`}
            />
          ))}
        </fieldset>
      ) : null}
      {kind === 'retry-system' || kind === 'supply-result' ? (
        <SelectField
          id={`system-${kind}`}
          name="system"
          label="System"
          options={down.map(({ target }) => [target, labels.get(target) ?? target])}
        />
      ) : null}
      {codes.length > 0 ? (
        <SelectField
          id={`code-${kind}`}
          name="code"
          label="Reason"
          options={codes.map((code) => [code, plain(code)])}
        />
      ) : null}
      {needed.map((statement) => (
        <TickField id={`${kind}-${statement}`} name="stated" value={statement} label={STATEMENT_WORDS[statement]} />
      ))}
      {kind === 'accept-paper' ? <PaperFields verifiable={isVerifiable(request.right)} /> : null}
      {kind === 'place-hold' ? <PlaceHoldFields systems={systems} prefix="hold" /> : null}
      {kind === 'renew-hold' || kind === 'release-hold' ? (
        <WhichHold holds={ownHolds(detail)} labels={labels} kind={kind} />
      ) : null}
      {kind === 'renew-hold' ? <ReviewOn id="renew-review" /> : null}
      {rule.needsFacts || kind === 'approve-verification' ? (
        <LinesField
          id={`facts-${kind}`}
          name="facts"
          label={kind === 'place-hold' ? 'Matter' : 'Facts'}
          aside={rule.needsFacts ? undefined : 'for equivalent evidence'}
          rows={3}
          required={rule.needsFacts}
        />
      ) : null}
      {kind === 'approve-verification' ? (
        <TickField
          id="equivalent"
          name="equivalent"
          label="Other evidence, stated above, is as strong as what is required. A second person must agree."
        />
      ) : null}
      {needsSecondPerson({ kind, right: request.right, channel: request.channel, equivalent: false }) ? (
        <p class="hint">A second person must agree before it takes effect.</p>
      ) : null}
      <button type="submit">{DECISION_WORDS[kind]}</button>
    </SessionForm>
  );
}

/** What goes with the acceptance of an agent's paper. */
function PaperFields({ verifiable }: { verifiable: boolean }): VNode | null {
  if (!verifiable) return null;
  return (
    <>
      <SelectField
        id="consumerStep"
        name="consumerStep"
        label="With a signed permission, ask the consumer for"
        options={[
          ['confirmation', 'Confirmation of the permission'],
          ['verification', 'Proof of who they are'],
        ]}
      />
      <p class="hint">One of the two, once; neither with a power of attorney, which a second person must see.</p>
      <TickField
        id="coversReceipt"
        name="coversReceipt"
        label="The paper says that the agent may receive a copy of the information itself."
      />
    </>
  );
}
