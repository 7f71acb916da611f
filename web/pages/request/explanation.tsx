import type { VNode } from 'preact';
import type { RequestDetail } from '../../../db/requests-read';
import { explain, type Explanation } from '../../../rules/explain';
import { ruleSetNamed } from '../../../rules/versions';
import { Facts, Table } from '../../parts';
import { plain } from '../../words';
import { type DetailProps, Part } from './part';

/** What the rules say about a request as it stands: the same that `fortyfive explain` says of a case. */
export function explanationOf({ request, evidence }: RequestDetail): Explanation {
  return explain(
    request.right,
    {
      receivedAt: request.received_at.toISOString(),
      ...evidence,
      extended: request.extended_on !== null,
      answered: request.answered_at !== null,
    },
    request.rule_set,
  );
}

/** What could be kept, on what grounds it could be denied, what the answer and the letters must have. */
export function Rules({ explanation }: DetailProps): VNode {
  const { ruleSet, exceptions, grounds, answer, letters, intake } = explanation;
  return (
    <Part title="What the rules say">
      <Facts
        rows={[
          ['Rules in force from', `${ruleSet}: ${ruleSetNamed(ruleSet).law}`],
          ['A form may require', intake.required.map(plain).join(', ')],
          intake.offered.length > 0 ? ['and offers', intake.offered.map(plain).join(', ')] : null,
          answer.length > 0 ? ['Parts of the answer', answer.map(plain).join(', ')] : null,
        ]}
      />
      {exceptions.length > 0 ? (
        <details>
          <summary>Exceptions that a person may decide</summary>
          <Table
            caption="Exceptions in force"
            head={['Code', 'Cite', 'What it says', 'Facts it needs', 'Kept only for']}
            rows={exceptions.map((e) => [e.code, e.cite, e.text, e.needs.join('; '), e.purpose])}
          />
        </details>
      ) : null}
      <details>
        <summary>Grounds on which a person may deny it</summary>
        <Table
          caption="Grounds of denial"
          head={['Ground', 'Rule', 'Cite', 'What it says', 'Must be stated', 'Reaches']}
          rows={grounds.map((g) => [
            plain(g.code),
            g.rule,
            g.cite,
            g.meaning,
            g.needs.map(plain).join(', '),
            g.partOnly ? 'a part; the rest is carried out' : 'the whole',
          ])}
        />
      </details>
      {letters.length > 0 ? (
        <details>
          <summary>What each letter must say</summary>
          <Table
            caption="Statements of letters"
            head={['Letter', 'Statement', 'Rules', 'Meaning']}
            rows={letters.flatMap(({ letter, statements }) =>
              statements.map((s) => [plain(letter), plain(s.id), s.rules.join(', '), s.meaning]),
            )}
          />
        </details>
      ) : null}
    </Part>
  );
}
