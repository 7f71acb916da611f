import assert from 'node:assert/strict';
import { LANGUAGES, LOCALES } from '../../letters/compose';
import type { Right } from '../../rules/codes';
import { LETTERS_BY_RIGHT, type LetterKind } from '../../rules/letters';

describe('the words of every letter', () => {
  for (const locale of LOCALES)
    for (const right of Object.keys(LETTERS_BY_RIGHT) as Right[])
      it(`${locale}: ${right} has the letters that the rules have for it, and no other`, () => {
        const kinds = (of: object | undefined) => (Object.keys(of ?? {}) as LetterKind[]).sort();
        assert.deepEqual(kinds(LANGUAGES[locale].letters[right]), kinds(LETTERS_BY_RIGHT[right]));
      });
});
