import { clocksFor } from '../rules/clocks';
import type { Right } from '../rules/codes';
import { LETTERS_BY_RIGHT, LETTER_KINDS, RENDERINGS, requiredStatements, STATEMENTS } from '../rules/letters';
import { COURSES } from '../rules/rights';
import { RULE_SETS } from '../rules/versions';
import { instantMs } from '../rules/calendar';

const RULE_SET = RULE_SETS.at(-1)!.id;
/** Any day under the rules of today: only the rules behind the clocks are read, not their dates. */
const SOME_DAY = instantMs('2026-11-24T18:00:00Z');

/** The rules behind a right: those of its clocks, and those of every statement that one of its letters must make. */
function rulesOf(right: Right): string[] {
  const clocks = clocksFor(right, SOME_DAY, RULE_SET).map(({ rule }) => rule);
  const letters = LETTER_KINDS.filter((letter) => LETTERS_BY_RIGHT[right][letter]);
  const statements = letters.flatMap((letter) =>
    RENDERINGS.flatMap((rendering) =>
      requiredStatements({ letter, right, rendering, situation: {}, ruleSet: RULE_SET }).flatMap(
        (id) => STATEMENTS[id].rules,
      ),
    ),
  );
  return [...new Set<string>([...clocks, ...statements])].filter((rule) => /^[A-Z]+-\d+$/.test(rule)).sort();
}

/** The table of rights that stands in the README: what each does, by when, and the rules behind it. */
export function rightsMarkdown(): string {
  const rows = (Object.keys(COURSES) as Right[]).map((right) => {
    const { does, verifiable, answerBy } = COURSES[right];
    const clock = clocksFor(right, SOME_DAY, RULE_SET).find(({ rule }) => rule === answerBy);
    return `| \`${right}\` | ${does} | ${clock ? `${clock.name} (${clock.rule})` : 'no day in law'} | ${verifiable ? 'yes' : 'no'} | ${rulesOf(right).join(', ')} |`;
  });
  return ['| Right | What it does | Answered by | Identity is verified | Rules |', '|-|-|-|-|-|', ...rows].join('\n');
}
