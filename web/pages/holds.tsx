import type { VNode } from 'preact';
import type { FieldProblem } from '../../api/problems';
import type { HoldRow } from '../../db/holds';
import { receiptDay } from '../../rules/calendar';
import type { Refusal } from '../../rules/codes';
import { decisionRule } from '../../rules/decisions';
import { HOLD_CODES } from '../../rules/holds';
import { Badge, EMPTY_FORM, Field, Notice, SessionForm, Table } from '../parts';
import { momentWords, plain, REFUSAL_WORDS } from '../words';
import { heldWords, type Named, PlaceHoldFields, ReviewOn } from './hold-fields';
import { type SignedIn, StaffMain } from './staff';

interface Props {
  signedIn: SignedIn;
  holds: (HoldRow & { reference: string | null })[];
  /** UTC milliseconds. */
  today: number;
  systems: readonly Named[];
  /** Names of systems by ID. */
  labels: ReadonlyMap<string, string>;
  told?: { mark: string; refusal?: string | undefined } | undefined;
  problems?: readonly FieldProblem[];
}

/** Every hold that stands, and the forms for those on no request's page (decisions.md D4). */
export function HoldsPage(props: Props): VNode {
  const { signedIn, holds, labels, told, problems = [] } = props;
  const today = receiptDay(props.today);
  const mayDecide = decisionRule('place-hold').roles.some((role) => signedIn.staff.roles.includes(role));
  return (
    <StaffMain signedIn={signedIn} title="Holds">
      {told ? (
        <Notice tone={told.mark === 'refused' ? 'warn' : 'good'}>
          {told.mark === 'refused'
            ? `It was refused. ${REFUSAL_WORDS[told.refusal as Refusal] ?? ''}`
            : 'It is done, and in force from now on.'}
        </Notice>
      ) : null}
      {problems.length > 0 ? (
        <div class="alert" role="alert">
          <ul>
            {problems.map(({ field, reason }) => (
              <li>
                {plain(field)} {reason}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <Table
        caption="Holds that stand, nearest review first"
        head={['On', 'Of', 'Ground', 'Placed', 'Review', 'Told', 'Decide']}
        rows={holds.map((hold) => [
          heldWords(hold, labels),
          ofWords(hold),
          plain(hold.code),
          momentWords(hold.placed_at),
          <>
            {hold.review_on} {hold.review_on <= today ? <Badge tone="bad">Due</Badge> : null}
          </>,
          hold.told ? 'In the answer' : 'Not told',
          hold.reference ? (
            <a href={`/staff/requests/${hold.reference}`}>On the page of {hold.reference}</a>
          ) : (
            <Outside signedIn={signedIn} hold={hold} mayDecide={mayDecide} />
          ),
        ])}
      />
      {mayDecide ? <Place {...props} /> : null}
    </StaffMain>
  );
}

/** Whose data a hold keeps, without naming them. */
function ofWords({ reference, scope }: Props['holds'][number]): string {
  if (reference) return `The person of ${reference}`;
  return scope === 'person' ? 'A person, named in the vault' : 'Everyone';
}

/** What can be done with a hold that is on no request's page. */
function Outside({
  signedIn,
  hold,
  mayDecide,
}: {
  signedIn: SignedIn;
  hold: HoldRow;
  mayDecide: boolean;
}): VNode | null {
  const mayView = ['decider', 'auditor'].some((role) => (signedIn.staff.roles as string[]).includes(role));
  const facts = (kind: string): VNode => (
    <div class="field">
      <label for={`${kind}-facts-${hold.id}`}>Facts</label>
      <textarea id={`${kind}-facts-${hold.id}`} name="facts" rows={2} required />
    </div>
  );
  return (
    <>
      {mayView ? (
        <SessionForm action={`/staff/holds/${hold.id}`} csrf={signedIn.csrf}>
          <button type="submit" class="quiet">
            Show the matter <span class="sr">of the hold placed {momentWords(hold.placed_at)}</span>
          </button>
        </SessionForm>
      ) : null}
      {mayDecide ? (
        <>
          <details>
            <summary>Renew</summary>
            <SessionForm action="/staff/holds" csrf={signedIn.csrf}>
              <input type="hidden" name="kind" value="renew" />
              <input type="hidden" name="hold" value={hold.id} />
              <ReviewOn id={`renew-review-${hold.id}`} />
              {facts('renew')}
              <button type="submit">Renew the hold</button>
            </SessionForm>
          </details>
          <details>
            <summary>Release</summary>
            <SessionForm action="/staff/holds" csrf={signedIn.csrf}>
              <input type="hidden" name="kind" value="release" />
              <input type="hidden" name="hold" value={hold.id} />
              {facts('release')}
              <button type="submit">Release the hold</button>
            </SessionForm>
          </details>
        </>
      ) : null}
    </>
  );
}

function Place({ signedIn, systems }: Props): VNode {
  return (
    <>
      <h2>Place a hold</h2>
      <p class="hint">
        On a person who is named here, whether they have asked for anything or not; or on what is in a system or of a
        category, for everyone. Names are sealed: the list, the ledger and the logs show none.
      </p>
      <SessionForm action="/staff/holds" csrf={signedIn.csrf}>
        <input type="hidden" name="kind" value="place" />
        <fieldset>
          <legend>Whom it is about (for a hold of a person, at least one)</legend>
          <Field form={EMPTY_FORM} name="email" label="E-mail address" type="email" />
          <Field form={EMPTY_FORM} name="phone" label="Telephone" type="tel" />
          <Field
            form={EMPTY_FORM}
            name="identifier"
            label="Another identifier"
            hint="Type and value, for instance visitor-id:8f2c or contact-id:4711"
          />
        </fieldset>
        <div class="field">
          <label for="place-code">Ground</label>
          <select id="place-code" name="code">
            {HOLD_CODES.map((code) => (
              <option value={code}>{plain(code)}</option>
            ))}
          </select>
        </div>
        <PlaceHoldFields systems={systems} prefix="place" />
        <div class="field">
          <label for="place-facts">Matter</label>
          <textarea id="place-facts" name="facts" rows={3} required />
        </div>
        <button type="submit">Place the hold</button>
      </SessionForm>
    </>
  );
}
