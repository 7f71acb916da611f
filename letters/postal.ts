import { LANGUAGES, type Letter, type Locale } from './compose';
import { postalHtml } from './html';

/**
 * A letter as a page to print and post (decisions.md K4). Give it the `full` rendering: post carries the details.
 *
 * @param postedOn day of posting, `YYYY-MM-DD`, where it is known when the page is made
 */
export function renderPostal(
  letter: Pick<Letter, 'document'>,
  to: { addressLines: string[]; postedOn?: string },
): string {
  const language = LANGUAGES[letter.document.language as Locale];
  const posted = to.postedOn === undefined ? undefined : language.date(to.postedOn);
  return postalHtml(letter.document, to.addressLines, posted);
}
