import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import {
  composeLetter,
  createComposer,
  LANGUAGES,
  LetterForbidden,
  LetterIncomplete,
  type LetterInput,
} from '../../letters/compose';
import type { Draft, Statement } from '../../letters/document';
import { FACTS } from '../../letters/facts';
import { renderPostal } from '../../letters/postal';
import { situationOf } from '../../letters/situation';
import type { Wording } from '../../letters/wording';
import {
  forbiddenStatements,
  type LetterKind,
  requiredStatements,
  type StatementId,
  STATEMENTS,
} from '../../rules/letters';
import { SAMPLES } from './samples';

const EACH = Object.entries(SAMPLES) as [string, LetterInput][];

/** A composer whose drafts went through `change`, for all letters. */
function composerWith(change: (draft: Draft) => Draft): typeof composeLetter {
  const english = LANGUAGES.en;
  const changed = (wording: Wording): Wording =>
    Object.fromEntries(
      Object.entries(wording).map(([kind, word]) => [
        kind,
        (...facts: never[]) => change((word as (...all: never[]) => Draft)(...facts)),
      ]),
    );
  const letters = Object.fromEntries(
    Object.entries(english.letters).map(([right, wording]) => [right, changed(wording)]),
  );
  return createComposer({ en: { ...english, letters } });
}

/** Changes the statements of a draft. */
const statements =
  (change: (all: Statement[]) => Statement[]) =>
  (draft: Draft): Draft => ({
    ...draft,
    sections: draft.sections.map((section) => ({ ...section, statements: change(section.statements) })),
  });

function questionOf(input: LetterInput): Parameters<typeof requiredStatements>[0] {
  const { kind, right, rendering = 'mail', facts, ruleSet } = input;
  return { letter: kind, right, rendering, situation: situationOf(kind, FACTS[kind].parse(facts) as never), ruleSet };
}

describe('letters: what the rules have them say', () => {
  for (const [name, input] of EACH) {
    const question = questionOf(input);

    it(`${name} throws where any required statement is missing or empty`, () => {
      const required = requiredStatements(question);
      assert.ok(required.length > 0);
      for (const id of required) {
        const lacks = composerWith(statements((all) => all.filter((statement) => statement.id !== id)));
        const blank = composerWith(
          statements((all) =>
            all.map((each) => (each.id === id ? { id, blocks: [{ type: 'paragraph', text: ' ' }] } : each)),
          ),
        );
        for (const compose of [lacks, blank])
          assert.throws(
            () => compose(input),
            (error) => error instanceof LetterIncomplete && error.missing.length === 1 && error.missing[0] === id,
          );
      }
    });

    it(`${name} throws where any forbidden statement is made`, () => {
      for (const id of forbiddenStatements(question)) {
        const says = composerWith((draft) => ({
          ...draft,
          sections: [...draft.sections, { statements: [{ id, blocks: [{ type: 'paragraph', text: 'x' }] }] }],
        }));
        assert.throws(
          () => says(input),
          (error) => error instanceof LetterForbidden && error.statements.includes(id),
        );
      }
    });

    it(`${name} rests every statement on the rules of the catalogue`, () => {
      for (const { id, rules, text } of composeLetter(input).statements) {
        assert.deepEqual(rules, STATEMENTS[id].rules);
        assert.ok(rules.every((rule) => /^([A-Z]{2,3}-\d\d|NOTICE-DELETE)$/.test(rule)));
        assert.notEqual(text, '');
      }
    });

    it(`${name} says the same in text and HTML, and fetches nothing`, () => {
      const { text, html, statements: made } = composeLetter(input);
      const seen = html
        .replace(/<style>[^]*<\/style>/, '')
        .replace(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g, '$2:\n$1')
        .replace(/<[^>]*>/g, '\n')
        .replaceAll('&lt;', '<')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&');
      for (const line of made.flatMap((statement) => statement.text.split('\n')).map((each) => each.trim())) {
        assert.ok(text.includes(line), `text lacks: ${line}`);
        assert.ok(seen.includes(line.replace(/^- /, '')), `HTML lacks: ${line}`);
      }
      assert.doesNotMatch(html, /<script|<link|<img|<iframe|src=|url\(|@import|javascript:/i);
      assert.match(html, /^<!doctype html><html lang="en">.*<meta name="viewport"/s);
    });

    it(`${name} has a subject with the reference and no word of the right`, () => {
      const { subject } = composeLetter(input);
      assert.ok(subject.includes(input.facts.reference));
      assert.doesNotMatch(subject, /delet|eras|sponsor|denied|verif/i);
    });
  }

  it('carries no details by ordinary mail (decisions.md B4)', () => {
    for (const [name, input] of EACH.filter(([each]) => each.endsWith('.mail'))) {
      const mail = composeLetter(input).text;
      const full = composeLetter({ ...input, rendering: 'full' });
      const details: StatementId[] = [
        'erased-systems',
        'outstanding-systems',
        'kept',
        'archives',
        'recipients-told',
        'recipients-told-by-promise',
        'recipients-excused',
        'denial-reason',
        'denial-facts',
        'extension-facts',
      ];
      for (const { text } of full.statements.filter(({ id }) => details.includes(id)))
        for (const line of text.split('\n').filter((each) => each.trim() !== ''))
          assert.ok(!mail.includes(line.trim()), `${name} carries: ${line}`);
      assert.ok(mail.includes('/r/status-token'));
    }
  });

  it('never says of a recipient that it deleted', () => {
    for (const [, input] of EACH)
      assert.doesNotMatch(composeLetter(input).text, /deleted by|they deleted|has deleted/i);
  });

  it('does not call a promise of the notice a legal duty', () => {
    const { statements: made } = composeLetter(SAMPLES['answer-deleted.full']);
    const told = (id: StatementId): string => made.find((statement) => statement.id === id)!.text;
    assert.match(told('recipients-told-by-promise'), /Tallyworks[^]*$/);
    assert.match(told('recipients-told-by-promise'), /the law does not ask it of us/);
    assert.doesNotMatch(told('recipients-told'), /Tallyworks/);
  });

  it('refuses rights that have no letters', () => {
    assert.throws(
      () =>
        requiredStatements({
          letter: 'answer',
          right: 'opt-out',
          rendering: 'mail',
          situation: {},
          ruleSet: '2026-01-01',
        }),
      RangeError,
    );
  });
});

describe('letters: strangers learn nothing (decisions.md B6)', () => {
  const BLIND: LetterKind[] = ['acknowledgement', 'code', 'verification-reminder', 'unverified'];
  /** What somebody who forgets the rule might hand over. */
  const KNOWLEDGE = {
    known: true,
    held: true,
    matched: 2,
    degree: 'reasonable',
    systems: ['Customer database'],
    kept: [],
    recipients: [],
    outcome: 'nothing-held',
    optedOut: true,
    earlierRequests: 1,
  };

  for (const kind of BLIND) {
    const input = EACH.find(([, each]) => each.kind === kind)![1];

    it(`${kind} takes no fact about what is held`, () => {
      for (const [name, value] of Object.entries(KNOWLEDGE))
        assert.throws(() => composeLetter({ ...input, facts: { ...input.facts, [name]: value } }), {
          name: /Error$/,
          message: new RegExp(name),
        });
    });

    it(`${kind} is the same to the byte for the same claim, in either rendering`, () => {
      const known = composeLetter(input);
      const unknown = composeLetter(structuredClone(input));
      assert.equal(JSON.stringify(known), JSON.stringify(unknown));
      const full = composeLetter({ ...input, rendering: 'full' });
      assert.deepEqual([full.subject, full.text, full.html], [known.subject, known.text, known.html]);
    });
  }
});

describe('letters: facts', () => {
  const answer = SAMPLES['answer-deleted.full'];
  const inPart = SAMPLES['answer-deleted-in-part.full'];
  const WRONG: [string, LetterInput][] = [
    ['a deletion that keeps', { ...answer, facts: { ...answer.facts, kept: inPart.facts.kept } }],
    ['a deletion that leaves recipients out', { ...answer, facts: { ...answer.facts, excused: inPart.facts.excused } }],
    ['a deletion from nowhere', { ...answer, facts: { ...answer.facts, systems: [] } }],
    ['a partial deletion without a reason', { ...answer, facts: { ...answer.facts, outcome: 'deleted-in-part' } }],
    ['nothing held, yet erased', { ...answer, facts: { ...answer.facts, outcome: 'nothing-held' } }],
    ['a day that does not exist', { ...answer, facts: { ...answer.facts, receivedOn: '2027-02-29' } }],
    ['a link that runs', { ...answer, facts: { ...answer.facts, statusUrl: 'javascript:alert(1)' } }],
    ['a reference of two lines', { ...answer, facts: { ...answer.facts, reference: 'F45\r\nBcc: x@y.example' } }],
    ['a name of two lines', { ...answer, facts: { ...answer.facts, businessName: 'A\nB' } }],
    ['a lone surrogate', { ...answer, facts: { ...answer.facts, businessName: 'A\ud800' } }],
    ['NUL', { ...SAMPLES['denial.full'], facts: { ...SAMPLES['denial.full'].facts, facts: 'a\0b' } }],
    ['a denial without facts', { ...SAMPLES['denial.full'], facts: { ...SAMPLES['denial.full'].facts, facts: ' ' } }],
    [
      'an extension that does not extend',
      { ...SAMPLES['extension.full'], facts: { ...SAMPLES['extension.full'].facts, extendedTo: '2027-01-07' } },
    ],
  ];
  for (const [name, input] of WRONG)
    it(`refuses ${name}`, () => assert.throws(() => composeLetter(input), { name: 'ZodError' }));

  it('escapes hostile text wherever a fact can carry it', () => {
    const hostile = `<script>alert("1")</script><img src=x onerror='a'>&amp;`;
    const { facts } = inPart;
    const letter = composeLetter({
      ...inPart,
      facts: {
        ...facts,
        businessName: hostile,
        contact: { phone: hostile, email: hostile },
        systems: [hostile],
        outstanding: [hostile],
        kept: [{ ...facts.kept![0]!, cite: hostile, reason: hostile, purpose: hostile }],
        archives: [{ name: hostile }],
        recipients: [{ ...facts.recipients![0]!, name: hostile }],
        excused: [{ recipients: hostile, facts: hostile }],
        statusUrl: 'https://x.example/"><script>alert(1)</script>',
      },
    });
    for (const html of [letter.html, renderPostal(letter, { addressLines: [hostile, hostile] })]) {
      assert.doesNotMatch(html, /<script|<img/i);
      assert.ok(html.includes('&lt;script>alert(&quot;1&quot;)&lt;/script>'));
      assert.ok(html.includes('&amp;amp;'));
    }
  });

  it('prints the postal form with address and day of posting', () => {
    const letter = composeLetter(inPart);
    const page = renderPostal(JSON.parse(JSON.stringify(letter)) as typeof letter, {
      addressLines: ['Ada Example', '1 Pier St', 'Oakland CA'],
      postedOn: '2027-01-02',
    });
    assert.match(page, /<p class="address">Ada Example\n1 Pier St\nOakland CA<\/p><p>January 2, 2027<\/p>/);
    assert.ok(page.includes('Invoices of 2024 to 2026'));
  });
});

describe('letters: the words hold no number of the law', () => {
  const folder = path.join(__dirname, '../../letters/en');

  for (const file of readdirSync(folder)) {
    it(`en/${file}`, () => {
      const source = ts.createSourceFile(file, readFileSync(path.join(folder, file), 'utf8'), ts.ScriptTarget.ES2022);
      const strings: string[] = [];
      const walk = (node: ts.Node): void => {
        if (
          ts.isStringLiteral(node) ||
          ts.isNoSubstitutionTemplateLiteral(node) ||
          ts.isTemplateHead(node) ||
          ts.isTemplateMiddleOrTemplateTail(node)
        )
          strings.push(node.text);
        ts.forEachChild(node, walk);
      };
      walk(source);
      assert.ok(strings.length > 0);
      for (const text of strings.filter((each) => !/^D\d$/.test(each))) {
        assert.doesNotMatch(text, /\d/);
        assert.doesNotMatch(
          text,
          /\b(two|three|four|five|six|seven|eight|nine|ten|fifteen|twelve|thirty|forty\S*|ninety)\b.{0,12}\b(day|week|month|year)s?\b/i,
        );
      }
    });
  }
});
