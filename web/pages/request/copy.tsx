import type { VNode } from 'preact';
import { Facts, Field, EMPTY_FORM, SessionForm } from '../../parts';
import { dayWords, momentWords, sizeWords } from '../../words';
import { type DetailProps, Part } from './part';

/** The copy of a request for specific pieces: what waits for a decider, and what became of it. */
export function Copy({ signedIn, detail: { request, tasks, copy } }: DetailProps): VNode {
  const decides = signedIn.staff.roles.includes('decider');
  const waits = tasks.some(({ kind, state }) => kind === 'review-copy' && state === 'open');
  const toPost = tasks.some(({ kind, state }) => kind === 'post-copy' && state === 'open');
  const action = `/staff/requests/${request.reference}/copy`;
  return (
    <Part title="Copy">
      {copy ? (
        <Facts
          rows={[
            ['Made', `${momentWords(copy.made_at)}, ${sizeWords(copy.bytes)}`],
            ['Can be collected until', dayWords(copy.collect_by)],
            ['Collected or posted', copy.collected_at ? momentWords(copy.collected_at) : 'Not yet'],
            copy.destroyed_at ? ['Destroyed', momentWords(copy.destroyed_at)] : null,
          ]}
        />
      ) : (
        <p class="none">None was made so far.</p>
      )}
      {waits && decides ? (
        <SessionForm action={`${action}/values`} csrf={signedIn.csrf}>
          <button type="submit">Look at what may name others</button>
          <span class="hint"> Recorded in the ledger.</span>
        </SessionForm>
      ) : null}
      {copy && !copy.destroyed_at && decides ? (
        <details open={toPost}>
          <summary>Post it, where the consumer chooses so (KNW-12)</summary>
          <SessionForm action={action} csrf={signedIn.csrf}>
            <button type="submit" class="second">
              Save the copy to print
            </button>
            <span class="hint"> Recorded in the ledger.</span>
          </SessionForm>
          <SessionForm
            action={toPost ? `/staff/requests/${request.reference}/decisions` : `${action}/posted`}
            csrf={signedIn.csrf}
          >
            {toPost ? <input type="hidden" name="kind" value="record-posting" /> : null}
            <Field form={EMPTY_FORM} name="postedOn" label="Day on which it was posted" type="date" required />
            <button type="submit" class="second">
              It was posted
            </button>
          </SessionForm>
        </details>
      ) : null}
    </Part>
  );
}
