import assert from 'node:assert/strict';
import { isSharedMailbox, normalise, usable } from '../../connectors/identifiers';
import type { IdentifierType } from '../../rules/codes';

describe('identifiers', () => {
  const unusable: [IdentifierType, string][] = [
    ['email', ''], ['email', '   '], ['email', '%'], ['email', '*'], ['email', '%@example.com'], ['email', 'n/a'],
    ['email', 'N/A'], ['email', 'none'], ['email', 'test@test.com'], ['email', 'TEST@TEST.COM '], ['email', 'a@b@c.com'],
    ['email', 'a@b.com'], ['email', '_@example.com'], ['email', 'dana@'], ['email', 'dana@host'], ['email', 'x'.repeat(400)],
    ['email', 'a@x.org, b@x.org'], ['email', 'dana\u0000@x.org'], ['phone', '+'], ['phone', '0000000000'],
    ['phone', '+11111111'], ['phone', '12345'], ['phone', '+1 123 456 7890'], ['phone', 'n/a'], ['contact-id', ''], ['contact-id', '0'],
    ['contact-id', '-1'], ['contact-id', 'null'], ['contact-id', '%'], ['visitor-id', 'undefined'], ['visitor-id', '--'],
    ['attendee-id', '00000000-0000-0000-0000-000000000000'],
  ]; // prettier-ignore
  for (const [type, value] of unusable) {
    it(`refuses ${type} ${JSON.stringify(value.slice(0, 40))}`, () => assert.equal(usable({ type, value }), false));
  }

  const fine: [IdentifierType, string][] = [
    ['email', 'dana.whitfield@harborfoods.example.com'], ['email', 'test.user@acme.org'], ['email', "o'neil+x@acme.org"],
    ['phone', '+12135550101'], ['phone', '+12121234567'], ['contact-id', '17'], ['visitor-id', 'v-8f2'], ['attendee-id', 'att-000001'],
  ]; // prettier-ignore
  for (const [type, value] of fine) {
    it(`takes ${type} ${value}`, () => assert.equal(usable({ type, value }), true));
  }

  it('normalises what differs only in writing', () => {
    assert.equal(normalise('email', ' Dana@Example.COM '), 'dana@example.com');
    assert.equal(normalise('phone', '+1 (213) 555-0101'), '+12135550101');
  });

  it('knows mailboxes that several people read', () => {
    assert.deepEqual(['info@x.org', 'Sales+a@x.org', 'dana@x.org'].map(isSharedMailbox), [true, true, false]);
  });
});
