import type { VNode } from 'preact';
import type { HoldRow } from '../../../db/holds';
import type { RequestDetail } from '../../../db/requests-read';
import { Badge, Table } from '../../parts';
import { momentWords, plain } from '../../words';
import { heldWords } from '../hold-fields';
import { type DetailProps, Part } from './part';

/** Holds that were placed on this request and stand: what is decided about them is decided here. */
export const ownHolds = ({ request, holds }: RequestDetail): HoldRow[] =>
  holds.filter(({ request_id: of, released_at: end }) => of === request.id && end === null);

/** Holds that keep something of this person, and what came too late for each (decisions.md D4). */
export function Holds({ detail, labels, ledger }: DetailProps): VNode | null {
  const { request, holds } = detail;
  if (holds.length === 0) return null;
  return (
    <Part title="Holds">
      <Table
        caption="Holds"
        head={['On', 'Ground', 'Placed', 'Review', 'Told', 'Begun before it', 'State']}
        rows={holds.map((hold) => [
          heldWords(hold, labels),
          plain(hold.code),
          <>
            {momentWords(hold.placed_at)}{' '}
            {hold.request_id === request.id ? '' : hold.request_id ? '(by another request)' : '(on no request)'}
          </>,
          hold.review_on,
          hold.told ? 'In the answer' : 'Not told',
          begun(ledger, hold.id),
          hold.released_at ? `Released ${momentWords(hold.released_at)}` : <Badge tone="warn">In force</Badge>,
        ])}
      />
    </Part>
  );
}

/** Effects that were done or under way when a hold was placed. */
function begun(ledger: DetailProps['ledger'], id: string): string {
  const entry = ledger.find(({ kind, body }) => kind === 'hold-placed' && body['hold'] === id);
  const named = (of: unknown): string => (Array.isArray(of) ? of.join(', ') : '');
  const [done, underWay] = [named(entry?.body['done']), named(entry?.body['begun'])];
  return (
    [done ? `done: ${done}` : '', underWay ? `under way: ${underWay}` : ''].filter(Boolean).join('; ') || 'nothing'
  );
}
