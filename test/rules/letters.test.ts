import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Outcome, OUTCOMES, type Right } from '../../rules/codes';
import {
  forbiddenStatements,
  letterContents,
  LETTERS_BY_RIGHT,
  type LetterKind,
  type LetterQuestion,
  type LetterSituation,
  NOTICE_DELETE,
  RENDERINGS,
  requiredStatements,
  STATEMENT_IDS,
  type StatementId,
  STATEMENTS,
  type StatementRule,
} from '../../rules/letters';
import { lawRow } from '../../rules/register';
import { RULE_SETS } from '../../rules/versions';

type Flag = Exclude<keyof LetterSituation, 'outcome'>;
/** Everything about a letter's facts that is a yes or a no; the compiler misses one that is not here. */
const YES_OR_NO: Record<Flag, true> = {
  erased: true,
  outstanding: true,
  kept: true,
  archives: true,
  recipientsByLaw: true,
  recipientsByPromise: true,
  excused: true,
  narrowed: true,
  late: true,
  asksOptOut: true,
  appeal: true,
  noMethod: true,
  severalPersons: true,
  downgraded: true,
  held: true,
  posted: true,
  neverDisclosed: true,
  othersLeftOut: true,
  byHand: true,
  corrected: true,
  deletedInstead: true,
  deniedInPart: true,
  notHeld: true,
  fromOthers: true,
  healthDenied: true,
  choice: true,
  disclosed: true,
  toAgent: true,
  permissionMissing: true,
  agentLacking: true,
  paperLacking: true,
};
const FLAGS = Object.keys(YES_OR_NO) as Flag[];

const ABOUT = (Object.entries(LETTERS_BY_RIGHT) as [Right, object][]).flatMap(([right, letters]) =>
  (Object.keys(letters) as LetterKind[]).map((letter) => ({ right, letter })),
);
const situation = fc.record(
  Object.fromEntries(FLAGS.map((flag) => [flag, fc.boolean()])) as Record<
    (typeof FLAGS)[number],
    fc.Arbitrary<boolean>
  >,
  { requiredKeys: [] },
);
const question: fc.Arbitrary<LetterQuestion> = fc
  .record({
    about: fc.constantFrom(...ABOUT),
    rendering: fc.constantFrom(...RENDERINGS),
    situation,
    outcome: fc.constantFrom('deleted', 'deleted-in-part', 'nothing-held'),
    ruleSet: fc.constantFrom(...RULE_SETS.map(({ id }) => id)),
  })
  .map(({ about, outcome, ...rest }) => ({ ...about, ...rest, situation: { ...rest.situation, outcome } }));

/** How each outcome is told: which letter about which right, with which facts, and the statement that says it. */
const TOLD: Record<Outcome, [right: Right, letter: LetterKind, situation: LetterSituation, says: StatementId][]> = {
  deleted: [
    ['delete', 'answer', { outcome: 'deleted', erased: true }, 'erased-systems'],
    ['delete', 'outcome', { outcome: 'deleted', erased: true }, 'erased-systems'],
  ],
  'deleted-in-part': [['delete', 'answer', { outcome: 'deleted-in-part', kept: true }, 'kept']],
  'nothing-held': [
    ['delete', 'answer', { outcome: 'nothing-held' }, 'nothing-found'],
    ['know-specific', 'copy-answer', { held: false }, 'copy-nothing'],
    ['know-categories', 'know-answer', {}, 'know-collected'],
  ],
  corrected: [['correct', 'correction', { corrected: true }, 'corrected-fields']],
  'corrected-in-part': [['correct', 'correction', { corrected: true, deniedInPart: true }, 'correction-denied']],
  informed: [
    ['know-specific', 'copy-answer', { held: true }, 'copy-ready'],
    ['know-categories', 'know-answer', {}, 'know-collected'],
    ['know-sold', 'know-answer', {}, 'know-sold-or-shared'],
    ['shine-the-light', 'shine-answer', { disclosed: true }, 'shine-third-parties'],
  ],
  honoured: [
    ['opt-out', 'opted-out', {}, 'opt-out-honoured'],
    ['limit', 'limited', {}, 'limit-honoured'],
    ['opt-in', 'opted-in', {}, 'opt-in-honoured'],
  ],
  // the message that asks for the second step says that nothing changes without it, and nobody is reminded (CLK-08)
  'not-confirmed': [['opt-in', 'opt-in-confirm', {}, 'opt-in-lapses']],
  'not-applicable': [['limit', 'nothing-to-limit', {}, 'nothing-to-limit']],
  unverified: [
    ['delete', 'unverified', {}, 'not-verified'],
    ['correct', 'unverified', {}, 'not-verified'],
    ['know-sold', 'unverified', {}, 'not-verified'],
  ],
  denied: (
    [
      'delete',
      'correct',
      'know-specific',
      'know-categories',
      'know-sold',
      'shine-the-light',
      'opt-out',
      'limit',
    ] as const
  ).map((right) => [right, 'denial', {}, 'denial-reason']),
  withdrawn: [
    ['delete', 'withdrawn', {}, 'withdrawal-confirmed'],
    ['shine-the-light', 'withdrawn', {}, 'withdrawal-confirmed'],
  ],
};

/** Places that a cite names: "11 CCR 7021(a), (b); Civ 1798.130(b)" is 7021(a), 7021(b) and 1798.130(b). */
function places(cite: string): string[] {
  let section = '';
  return cite
    .replace(/11 CCR|Civ/g, '')
    .split(/[,;]/)
    .map((part) => part.trim())
    .map((part) => {
      if (!part.startsWith('(')) section = part.replace(/\(.*/, '');
      return part.startsWith('(') ? section + part : part;
    });
}

describe('what letters say', () => {
  it('property: a letter must, may or must not make each statement, and only one of these (DEN-02, VER-05)', () => {
    fc.assert(
      fc.property(question, (q) => {
        const { required, optional } = letterContents(q);
        const forbidden = forbiddenStatements(q);
        assert.deepEqual(requiredStatements(q), required);
        assert.deepEqual([...required, ...optional, ...forbidden].sort(), [...STATEMENT_IDS].sort());
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
  it('property: no letter without its statements; what it must say does not shrink with what there is to say (DEN-02)', () => {
    fc.assert(
      fc.property(question, (q) => {
        const plain = letterContents({ ...q, situation: { outcome: q.situation.outcome! } });
        assert.ok(letterContents(q).required.length > 0);
        // a policy of choice answers in place of the lists, and a copy in place of "nothing"
        if (q.letter === 'shine-answer' || q.letter === 'copy-answer') return;
        for (const id of plain.required) assert.ok(letterContents(q).required.includes(id), id);
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
  for (const outcome of OUTCOMES)
    it(`no outcome without its statements: ${outcome} (DEL-06, COR-03, KNW-09, OPT-06, LIM-05, DEN-02, INT-09, STL-02)`, () => {
      for (const [right, letter, facts, says] of TOLD[outcome]) {
        const told = requiredStatements({ letter, right, rendering: 'full', situation: facts, ruleSet: '2026-01-01' });
        assert.ok(told.includes(says), `${right} ${letter}`);
        // whatever the outcome, a record of it is kept and told
        assert.ok(
          told.some((id) => id === 'record-kept' || id === 'choice-record'),
          `${right} ${letter}`,
        );
      }
    });
  it('property: ordinary mail of an answer that needs proof carries nothing of what was found (KNW-06, VER-05)', () => {
    fc.assert(
      fc.property(question, (q) => {
        if (!['answer', 'outcome', 'know-answer', 'copy-answer', 'correction'].includes(q.letter)) return;
        const facts = { ...q, rendering: 'mail' as const };
        const { late = false, toAgent = false, permissionMissing = false } = q.situation;
        const bare = { ...facts, situation: { late, toAgent, permissionMissing } };
        assert.deepEqual(letterContents(facts), letterContents(bare));
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
  it('what goes to whoever has proved nothing never depends on what is held (VER-05)', () => {
    const NOT_HELD = ['late', 'noMethod', 'toAgent', 'permissionMissing', 'agentLacking', 'paperLacking'];
    const HELD: readonly (keyof LetterSituation)[] = FLAGS.filter((flag) => !NOT_HELD.includes(flag));
    for (const { right, letter } of ABOUT.filter(({ letter }) =>
      ['acknowledgement', 'code', 'in-your-name', 'verification-reminder', 'disputed'].includes(letter),
    ))
      for (const flag of HELD)
        assert.deepEqual(
          letterContents({ right, letter, rendering: 'mail', situation: { [flag]: true }, ruleSet: '2026-01-01' }),
          letterContents({ right, letter, rendering: 'mail', situation: {}, ruleSet: '2026-01-01' }),
          `${right} ${letter} ${flag}`,
        );
  });
  it('no statement stands in the catalogue that no letter may make', () => {
    const everything = Object.fromEntries(FLAGS.map((flag) => [flag, true]));
    const nothing = { outcome: 'nothing-held' } as const;
    const made = new Set(
      ABOUT.flatMap((about) =>
        RENDERINGS.flatMap((rendering) =>
          [nothing, { ...everything, choice: false, posted: false }, everything, { disclosed: true }].flatMap(
            (facts) => {
              const { required, optional } = letterContents({
                ...about,
                rendering,
                situation: facts,
                ruleSet: '2026-01-01',
              });
              return [...required, ...optional];
            },
          ),
        ),
      ),
    );
    assert.deepEqual(
      STATEMENT_IDS.filter((id) => !made.has(id)),
      [],
    );
  });
});

describe('what statements rest on', () => {
  for (const [id, { rules, cite }] of Object.entries(STATEMENTS) as [string, StatementRule][])
    it(`${id}: rules of the register, the first of which stands where its cite says (${rules.join(', ')})`, () => {
      const [first] = rules;
      assert.ok(first !== undefined);
      for (const rule of rules) assert.ok(rule === NOTICE_DELETE || lawRow(rule), rule);
      if (first === NOTICE_DELETE) return;
      const stands = places(lawRow(first)!.cite);
      const meets = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
      assert.ok(
        places(cite).some((place) => stands.some((there) => meets(place, there))),
        `${cite} is none of ${stands.join(', ')}`,
      );
    });
});
