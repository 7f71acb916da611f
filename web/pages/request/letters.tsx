import type { VNode } from 'preact';
import { SessionForm, Table } from '../../parts';
import { momentWords, plain } from '../../words';
import { type DetailProps, Part, readsLetters } from './part';

/** What the consumer was written. */
export function Letters({ detail: { request, letters }, signedIn }: DetailProps): VNode {
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
