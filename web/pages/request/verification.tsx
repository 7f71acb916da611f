import type { VNode } from 'preact';
import { assessEvidence, requiredDegree } from '../../../rules/verification';
import { Badge, Facts, Table } from '../../parts';
import { plain } from '../../words';
import { type DetailProps, Part } from './part';

/** What was compared, with what result, and what that proves. */
export function Verification({ detail: { request, points, confirmed } }: DetailProps): VNode {
  const required = requiredDegree({ right: request.right, sensitive: false, ruleSet: request.rule_set });
  const evidence = assessEvidence({
    right: request.right,
    required,
    points: points.filter(({ point }) => point !== 'held-contact') as never,
    confirmedHeldContact: confirmed && points.some(({ point, matched }) => point === 'held-contact' && matched),
    declaration: false,
    ruleSet: request.rule_set,
  });
  return (
    <Part title="Verification">
      <Facts
        rows={[
          ['Degree required', plain(required)],
          ['Degree reached', plain(evidence.reached)],
          ['Code entered', confirmed ? 'Yes' : 'No'],
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
