import type { VNode } from 'preact';
import { Badge, Facts, Table } from '../../parts';
import { plain } from '../../words';
import { type DetailProps, Part } from './part';

/** What was compared, with what result, what that proves, and what follows where it does not suffice. */
export function Verification({ detail: { points, confirmed }, explanation: { verification } }: DetailProps): VNode {
  const { degree, rule, cite, evidence, mustNotAsk, whenUnverified } = verification;
  return (
    <Part title="Verification">
      <Facts
        rows={[
          ['Degree required', `${plain(degree)} (${rule}, ${cite})`],
          ['It takes', needs(verification)],
          ['Degree reached', plain(evidence.reached)],
          ['Still lacking', evidence.missing.length === 0 ? 'Nothing' : evidence.missing.map(plain).join(', ')],
          ['Code entered', confirmed ? 'Yes' : 'No'],
          ['Not to be asked for without need', mustNotAsk.map(plain).join(', ')],
          ['If it cannot be verified', `${plain(whenUnverified.then)} (${whenUnverified.rule})`],
        ]}
      />
      <Table
        caption="Data points, compared with what is held"
        head={['Point', 'System', 'Proof', 'Result']}
        rows={points.map((point) => [
          plain(point.point),
          point.system,
          plain(point.proof),
          point.matched ? <Badge tone="good">Match</Badge> : <Badge tone="warn">No match</Badge>,
        ])}
      />
    </Part>
  );
}

function needs({ points, declaration }: DetailProps['explanation']['verification']): string {
  if (points === 0) return 'nothing: only what finds the record may be asked';
  return `${points} data points${declaration ? ' and a signed declaration' : ''}`;
}
