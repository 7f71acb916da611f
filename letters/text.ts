import type { Block, Document, Section, Statement } from './document';

/** A block as plain text. */
export function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return block.text;
    case 'list':
      return block.items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return `    ${block.text}`;
  }
}

/** A statement as plain text. */
export function statementText(statement: Statement<string>): string {
  return statement.blocks.map(blockText).join('\n\n');
}

function sectionText({ heading, statements }: Section<string>): string {
  const body = statements.map(statementText).join('\n\n');
  return heading === undefined ? body : `${heading.toUpperCase()}\n\n${body}`;
}

/** A whole letter as plain text, ending in a line feed. */
export function documentText(document: Document): string {
  return `${[document.from, document.title, document.about, ...document.sections.map(sectionText)].join('\n\n')}\n`;
}
