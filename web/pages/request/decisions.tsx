import type { VNode } from 'preact';
import { SessionForm, Table } from '../../parts';
import { DECISION_WORDS, momentWords, plain, REFUSAL_WORDS } from '../../words';
import { type DetailProps, Part, readsLetters } from './part';

/** What was decided, by whom, and what became of it. */
export function Decisions({ detail: { request, decisions }, signedIn, names }: DetailProps): VNode {
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
