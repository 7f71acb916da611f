import type { VNode } from 'preact';
import type { FieldProblem } from '../../api/problems';
import { Main } from '../parts';

/** What is not right, in a page. */
export function ProblemPage({
  title,
  detail,
  fields,
}: {
  title: string;
  detail?: string;
  fields: readonly FieldProblem[];
}): VNode {
  return (
    <Main title={title}>
      {detail ? <p>{detail}</p> : null}
      {fields.length > 0 ? (
        <ul>
          {fields.map(({ field, reason }) => (
            <li>
              {field} {reason}
            </li>
          ))}
        </ul>
      ) : null}
      <p>
        <a href="/">To the first page</a>
      </p>
    </Main>
  );
}
