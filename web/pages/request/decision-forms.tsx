import type { VNode } from 'preact';
import type { RequestDetail } from '../../../db/requests-read';
import { mayDecide, needsSecondPerson } from '../../../rules/authority';
import { isAgentPaper } from '../../../rules/documents';
import { isVerifiable } from '../../../rules/rights';
import { EXCEPTIONS } from '../../../rules/exceptions';
import { codesFor, DECISION_KINDS, decisionRule, type DecisionKind } from '../../../rules/decisions';
import { SessionForm } from '../../parts';
import { CorrectionFields } from './corrections';
import { DENIAL_STATEMENTS, type DenialCode, denialGround } from '../../../rules/denials';
import { DECISION_WORDS, plain, STATEMENT_WORDS } from '../../words';
import { type Named, PlaceHoldFields, ReviewOn, WhichHold } from '../hold-fields';
import { ownHolds } from './holds';
import type { SignedIn } from '../staff';

interface FormsProps {
  signedIn: SignedIn;
  detail: RequestDetail;
  labels: ReadonlyMap<string, string>;
  systems: readonly Named[];
}

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
  extend: ({ request }) => request.extended_on === null && request.answered_at === null,
  'renew-hold': (detail) => ownHolds(detail).length > 0,
  'release-hold': (detail) => ownHolds(detail).length > 0,
  'retry-system': ({ tasks }) => tasks.some(({ kind, state }) => kind === 'system-down' && state === 'open'),
  'supply-result': ({ tasks }) => tasks.some(({ kind, state }) => kind === 'system-down' && state === 'open'),
};

/** A form for every decision that this member of staff may make now. */
export function DecisionForms(props: FormsProps): VNode {
  const { signedIn, detail } = props;
  const { request } = detail;
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
        <details class="card" open={kind === 'approve-verification' || kind === 'decide-exceptions'}>
          <summary>{DECISION_WORDS[kind]}</summary>
          <DecisionForm {...props} kind={kind} />
        </details>
      ))}
    </div>
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
            <div class="field tick">
              <input type="checkbox" id={`keep-${e.id}`} name="keep" value={e.id} checked={e.state !== 'rejected'} />
              <label for={`keep-${e.id}`}>
                Keep {e.row_count} of {e.tbl} in {labels.get(e.system) ?? e.system} under {e.code} (
                {EXCEPTIONS[e.code].cite}): {e.reason}
              </label>
            </div>
          ))}
        </fieldset>
      ) : null}
      {kind === 'retry-system' || kind === 'supply-result' ? (
        <div class="field">
          <label for={`system-${kind}`}>System</label>
          <select id={`system-${kind}`} name="system">
            {down.map(({ target }) => (
              <option value={target}>{labels.get(target) ?? target}</option>
            ))}
          </select>
        </div>
      ) : null}
      {codes.length > 0 ? (
        <div class="field">
          <label for={`code-${kind}`}>Reason</label>
          <select id={`code-${kind}`} name="code">
            {codes.map((code) => (
              <option value={code}>{plain(code)}</option>
            ))}
          </select>
        </div>
      ) : null}
      {needed.map((statement) => (
        <div class="field tick">
          <input type="checkbox" id={`${kind}-${statement}`} name="stated" value={statement} />
          <label for={`${kind}-${statement}`}>{STATEMENT_WORDS[statement]}</label>
        </div>
      ))}
      {kind === 'accept-paper' ? <PaperFields verifiable={isVerifiable(request.right)} /> : null}
      {kind === 'place-hold' ? <PlaceHoldFields systems={systems} prefix="hold" /> : null}
      {kind === 'renew-hold' || kind === 'release-hold' ? (
        <WhichHold holds={ownHolds(detail)} labels={labels} kind={kind} />
      ) : null}
      {kind === 'renew-hold' ? <ReviewOn id="renew-review" /> : null}
      {rule.needsFacts || kind === 'approve-verification' ? (
        <div class="field">
          <label for={`facts-${kind}`}>
            {kind === 'place-hold' ? 'Matter' : 'Facts'}{' '}
            {rule.needsFacts ? null : <span class="optional">(for equivalent evidence)</span>}
          </label>
          <textarea id={`facts-${kind}`} name="facts" rows={3} required={rule.needsFacts} />
        </div>
      ) : null}
      {kind === 'approve-verification' ? (
        <div class="field tick">
          <input type="checkbox" id="equivalent" name="equivalent" value="yes" />
          <label for="equivalent">
            Other evidence, stated above, is as strong as what is required. A second person must agree.
          </label>
        </div>
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
      <div class="field">
        <label for="consumerStep">With a signed permission, ask the consumer for</label>
        <select id="consumerStep" name="consumerStep">
          <option value="confirmation">Confirmation of the permission</option>
          <option value="verification">Proof of who they are</option>
        </select>
      </div>
      <p class="hint">One of the two, once; neither with a power of attorney, which a second person must see.</p>
      <div class="field tick">
        <input type="checkbox" id="coversReceipt" name="coversReceipt" value="yes" />
        <label for="coversReceipt">The paper says that the agent may receive a copy of the information itself.</label>
      </div>
    </>
  );
}
