import type { VNode } from 'preact';
import type { CopyStatus } from '../../api/services/copies';
import { Field, type FormState, Main, Notice, ProblemSummary, SessionForm } from '../parts';
import { dayWords, plain } from '../words';
import { type SignedIn, StaffMain } from './staff';

/** How a consumer collects the copy of what is held about them. */
export function CopyPage({
  copy,
  csrf,
  sent,
  form,
}: {
  copy: CopyStatus;
  csrf: string;
  sent: boolean;
  form: FormState;
}): VNode {
  return (
    <Main title="Your copy">
      {sent ? (
        <Notice tone="good">
          If a code can be sent now, it is on its way to an address that we have had for some time.
        </Notice>
      ) : null}
      <ProblemSummary form={form} labels={{ answer: 'Your answer', code: 'Code' }} />
      {copy.state === 'expired' ? (
        <p class="lead">The copy could be collected until {dayWords(copy.collectBy)}. You may ask for a new one.</p>
      ) : null}
      {copy.state === 'post' ? (
        <p class="lead">We hold nothing by which we could give it to you here. Please call us: we post it to you.</p>
      ) : null}
      {copy.state === 'ready' ? (
        <>
          <p class="lead">
            It is a file that you can save until {dayWords(copy.collectBy)}. To be sure that nobody else gets it, we ask
            for one more thing.
          </p>
          {copy.needsCode ? (
            <SessionForm action="/status/copy/code" csrf={csrf}>
              <p>You need a code that we send to an address which we have had for some time.</p>
              <button type="submit" class="second">
                Send me this code
              </button>
            </SessionForm>
          ) : null}
          <SessionForm action="/status/copy" csrf={csrf}>
            {copy.needsCode ? (
              <Field form={form} name="code" label="Code" inputmode="numeric" autocomplete="one-time-code" required />
            ) : null}
            <Field form={form} name="answer" label={plain(copy.point)} hint="As we have it on file" required />
            <button type="submit">Save my copy</button>
          </SessionForm>
          <p class="hint">You can try five times a day. We can also post the copy to you: please call us.</p>
        </>
      ) : null}
      <p>
        <a href="/status">Back to your request</a>
      </p>
    </Main>
  );
}

/** The values that a decider leaves out or lets go. */
export function ReviewCopyPage({
  signedIn,
  reference,
  values,
  labels,
}: {
  signedIn: SignedIn;
  reference: string;
  values: { id: string; system: string; table: string; column: string; value: string }[];
  labels: ReadonlyMap<string, string>;
}): VNode {
  return (
    <StaffMain signedIn={signedIn} title="What may name others">
      <p class="hint">This view is recorded in the ledger of the request.</p>
      {values.length === 0 ? (
        <p class="none">Nothing waits to be looked at.</p>
      ) : (
        <SessionForm action={`/staff/requests/${reference}/decisions`} csrf={signedIn.csrf}>
          <input type="hidden" name="kind" value="release-copy" />
          <fieldset>
            <legend>Leave out of the copy what belongs to somebody else (HH-02)</legend>
            {values.map(({ id, system, table, column, value }) => (
              <div class="field tick">
                <input type="checkbox" id={`withhold-${id}`} name="withhold" value={id} />
                <label for={`withhold-${id}`}>
                  {labels.get(system) ?? system}, {table}, {plain(column)}: <q>{value}</q>
                </label>
              </div>
            ))}
          </fieldset>
          <button type="submit">Release the copy, without what is marked</button>
        </SessionForm>
      )}
      <p>
        <a href={`/staff/requests/${reference}`}>Back to {reference}</a>
      </p>
    </StaffMain>
  );
}
