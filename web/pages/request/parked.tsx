import type { VNode } from 'preact';
import { mayRestart } from '../../../rules/authority';
import { Notice, SessionForm } from '../../parts';
import { PARKED_WORDS } from '../../words';
import type { DetailProps } from './part';

/** Why a request that should have moved did not, and the way to try again (decisions.md E4). */
export function Parked({ signedIn, detail: { request } }: DetailProps): VNode | null {
  if (!request.parked_code) return null;
  return (
    <Notice tone="warn">
      <p>
        Parked: {PARKED_WORDS[request.parked_code]}. Nothing is lost: look whether the worker and Temporal run. Where
        they do, the workflow itself is stuck; start it anew, and it goes on from what is recorded here.
      </p>
      {mayRestart(signedIn.staff.roles) ? (
        <SessionForm action={`/staff/requests/${request.reference}/restart`} csrf={signedIn.csrf}>
          <button type="submit">Start its workflow anew</button>
          <span class="hint"> Recorded in the ledger.</span>
        </SessionForm>
      ) : null}
    </Notice>
  );
}
