import type { VNode } from 'preact';
import type { StaffRole } from '../../../rules/codes';
import { SessionForm } from '../../parts';
import type { SignedIn } from '../staff';

const MAY_DECODE: readonly StaffRole[] = ['administrator', 'auditor', 'decider'];

/** Opens what is encrypted in the Temporal Web UI for half an hour, with a reason (decisions.md L2). */
export function TemporalSession({
  signedIn,
  reference,
  codecUrl,
}: {
  signedIn: SignedIn;
  reference: string;
  /** Address of the codec endpoint, as the Web UI is told it. */
  codecUrl: string;
}): VNode | null {
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
          Opens them in this browser for 30 minutes; each request that is read is recorded in its ledger. Once in a
          browser, press the glasses in the Temporal Web UI, choose <em>Use my browser setting</em>, enter{' '}
          <code>{codecUrl}</code>, switch on <em>Include cross-origin credentials</em>, apply, and reload.
        </p>
        <button type="submit" class="second">
          Open for 30 minutes
        </button>
      </SessionForm>
    </details>
  );
}
