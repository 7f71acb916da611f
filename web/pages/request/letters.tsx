import type { VNode } from 'preact';
import type { PostState } from '../../../db/post';
import type { LetterLine } from '../../../db/requests-read';
import { Badge, SessionForm, Table } from '../../parts';
import { dayWords, momentWords, plain } from '../../words';
import type { SignedIn } from '../staff';
import { type DetailProps, Part, readsLetters } from './part';

/** What the consumer was written. */
export function Letters({ detail: { request, letters, post }, signedIn }: DetailProps): VNode {
  return (
    <Part title="Letters">
      <Table
        caption="Letters"
        head={['Letter', 'Composed', 'Sent', 'Statements', 'Read', 'On paper']}
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
          <OnPaper letter={letter} reference={request.reference} signedIn={signedIn} state={post[letter.id]} />,
        ])}
      />
    </Part>
  );
}

const MAY_POST = ['intake', 'verifier', 'decider'] as const;

/** Printing a letter, the day it was posted, and that it came back (decisions.md K4). */
function OnPaper({
  letter,
  reference,
  signedIn,
  state,
}: {
  letter: LetterLine;
  reference: string;
  signedIn: SignedIn;
  state: PostState | undefined;
}): VNode {
  const to = `/staff/requests/${reference}/letters/${letter.id}`;
  const mayPost = MAY_POST.some((role) => signedIn.staff.roles.includes(role));
  const named = plain(letter.kind);
  return (
    <>
      {state?.returnedAt ? <Badge tone="bad">Came back {momentWords(state.returnedAt)}</Badge> : null}
      {state?.postedOn && !state.returnedAt ? <Badge tone="good">Posted {dayWords(state.postedOn)}</Badge> : null}
      <details>
        <summary>
          Post <span class="sr">{named}</span>
        </summary>
        {readsLetters(signedIn) ? (
          <SessionForm action={`${to}/print`} csrf={signedIn.csrf}>
            <label for={`to-${letter.id}`}>Name and address, as on the envelope</label>
            <textarea id={`to-${letter.id}`} name="address" rows={4} required />
            <button type="submit" class="quiet">
              Page to print <span class="sr">of {named}</span>
            </button>
          </SessionForm>
        ) : null}
        {mayPost ? (
          <SessionForm action={`${to}/posted`} csrf={signedIn.csrf}>
            <label for={`on-${letter.id}`}>Posted on</label>
            <input type="date" id={`on-${letter.id}`} name="postedOn" required />
            <button type="submit" class="quiet">
              Record <span class="sr">that {named} was posted</span>
            </button>
          </SessionForm>
        ) : null}
        {mayPost && letter.sent_at ? (
          <SessionForm action={`${to}/returned`} csrf={signedIn.csrf}>
            <button type="submit" class="quiet">
              It came back <span class="sr">({named})</span>
            </button>
          </SessionForm>
        ) : null}
      </details>
    </>
  );
}
