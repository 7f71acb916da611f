import type { StatementId } from '../rules/letters';

/**
 * A letter before it is text or HTML. Plain JSON, so that a letter kept in the vault can be shown on the status page
 * and printed for the post in exactly the words that were sent.
 */
export type Block =
  | { type: 'paragraph'; text: string }
  | { type: 'list'; items: string[] }
  | { type: 'link'; label: string; url: string }
  /** A code to read and type, set apart. */
  | { type: 'code'; text: string };

/** One statement in words; in letters to consumers its ID is one of the catalogue. */
export interface Statement<Id extends string = StatementId> {
  id: Id;
  blocks: Block[];
}

/** Statements under one heading. */
export interface Section<Id extends string = StatementId> {
  heading?: string;
  statements: Statement<Id>[];
}

/** What wording yields for one letter. */
export interface Draft {
  subject: string;
  title: string;
  sections: Section[];
}

/** A letter as it is kept. */
export interface Document {
  /** BCP 47 language of the words. */
  language: string;
  /** Who writes. */
  from: string;
  /** Line under the title, with the reference. */
  about: string;
  title: string;
  sections: Section<string>[];
}

/** One statement of several blocks; text given as a string is a paragraph. */
export function say<Id extends string = StatementId>(id: Id, ...blocks: (Block | string)[]): Statement<Id> {
  return {
    id,
    blocks: blocks.map((block) => (typeof block === 'string' ? { type: 'paragraph', text: block } : block)),
  };
}

/** Items one below the other; an item may have several lines. */
export function list(items: string[]): Block {
  return { type: 'list', items };
}

/** A link with words of its own; its address is absolute. */
export function link(label: string, url: string): Block {
  return { type: 'link', label, url };
}

/** Section of the statements that apply; `undefined` where none does. */
export function section(heading: string | undefined, ...statements: (Statement | undefined)[]): Section | undefined {
  const present = statements.filter((statement) => statement !== undefined);
  return present.length === 0 ? undefined : { heading, statements: present };
}

/** The sections that have something to say. */
export function sections(...all: (Section | undefined)[]): Section[] {
  return all.filter((each) => each !== undefined);
}
