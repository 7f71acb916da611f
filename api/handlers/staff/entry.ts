import { randomUUID } from 'node:crypto';
import { atHourMs, isLocalDate } from '../../../rules/calendar';
import { ChooseRightPage, ReceiptPage, RequestFormPage } from '../../../web/pages/public';
import { EMPTY_FORM } from '../../../web/parts';
import { pagedRight } from '../../../web/rights';
import { Problem } from '../../problems';
import { page } from '../../reply';
import type { Handlers, Refills } from '../../routes';
import type { StaffParts } from './parts';

/** How old a call may be when it is entered, milliseconds. */
const OLDEST_CALL_MS = 366 * 86_400_000;

/** A request that a member of staff took down. */
export function entryHandlers({
  intake,
  dataMap: { correctable },
}: Pick<StaffParts, 'intake' | 'dataMap'>): Pick<Handlers, 'phone-form' | 'phone-send'> {
  return {
    'phone-form'({ query, session: { csrf } }) {
      const right = pagedRight(query.right);
      if (!right) return page('Enter a call', ChooseRightPage({ path: '/staff/requests/new' }));
      const asked = { right, form: EMPTY_FORM, formToken: randomUUID(), correctable };
      return page('Enter a call', RequestFormPage({ ...asked, action: '/staff/requests', csrf, byPhone: true }));
    },
    async 'phone-send'({ body, staff, nowMs }) {
      const { calledAt, ...fields } = body;
      const receivedAtMs = losAngelesMs(calledAt);
      if (receivedAtMs > nowMs)
        throw new Problem('invalid', undefined, [{ field: 'calledAt', reason: 'lies in the future' }]);
      if (receivedAtMs < nowMs - OLDEST_CALL_MS)
        throw new Problem('invalid', undefined, [{ field: 'calledAt', reason: 'lies more than a year back' }]);
      const receipt = await intake.receive({ fields, channel: 'phone', receivedAtMs, nowMs, enteredBy: staff.id });
      return page('Receipt', ReceiptPage({ ...receipt, back: '/staff' }), { status: 202 });
    },
  };
}

/** The form again, with what is wrong with it. */
export const entryRefills = ({ dataMap: { correctable } }: Pick<StaffParts, 'dataMap'>): Refills => ({
  'phone-send': ({ session }, sent, problem) => {
    const right = pagedRight(sent['right']);
    if (problem.fields.length === 0 || !right) throw problem;
    return page(
      'Enter a call',
      RequestFormPage({
        right,
        form: { values: sent, problems: problem.fields },
        formToken: typeof sent['formToken'] === 'string' ? sent['formToken'] : randomUUID(),
        action: '/staff/requests',
        csrf: session.csrf,
        byPhone: true,
        correctable,
      }),
      { status: problem.status },
    );
  },
});

/** A wall-clock moment in Los Angeles as UTC milliseconds, by the offset that its noon has. */
function losAngelesMs(local: string): number {
  const asIfUtc = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  const day = local.slice(0, 10);
  if (Number.isNaN(asIfUtc) || !isLocalDate(day))
    throw new Problem('invalid', undefined, [{ field: 'calledAt', reason: 'is not a date and time' }]);
  return asIfUtc + atHourMs(day, 12) - Date.parse(`${day}T12:00:00Z`);
}
