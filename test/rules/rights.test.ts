import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rightsMarkdown } from '../../cli/rights';

describe('the table of rights in the README', () => {
  it('is what `npm run --silent fortyfive -- law rights` prints', () => {
    const readme = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
    assert.ok(readme.includes(rightsMarkdown()), 'paste what the command prints into README.md');
  });
});
