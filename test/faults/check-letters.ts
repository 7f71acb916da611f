import type { StoredMessage } from '../../demo/mailbox/store';
import type { EngineRows } from './engine-rows';
import type { Evidence } from './evidence';

const DAY_MS = 86_400_000;
/** Calendar days in which each letter must have left, counted from the day of receipt (CLK-01, CLK-02). */
const WITHIN_DAYS: Record<string, number> = { acknowledgement: 10, answer: 44 };

/** (e) One Message-ID for each letter, in time; nothing sent that no letter stands behind, and the reverse. */
export function checkLetters({ mail, asked, receipts }: Evidence, engine: EngineRows): string[] {
  const { requests, letters, effects } = engine;
  const wrong: string[] = [];
  const byRequest = new Map(requests.map((request) => [request.id, request]));
  const messages = mail();
  const people = new Set(asked.map(({ email }) => email));
  const seen = new Map<string, StoredMessage[]>();
  for (const message of messages)
    if (message.to.some((address) => people.has(address)))
      seen.set(message.messageId, [...(seen.get(message.messageId) ?? []), message]);

  for (const letter of letters) {
    const request = byRequest.get(letter.request_id)!;
    const is = `${letter.kind} of ${request.reference}`;
    const messageId = letter.message_id;
    if (letters.some((one) => one !== letter && one.message_id === messageId))
      wrong.push(`letters: ${is} shares its ID`);
    const effect = effects.find(({ key }) => key === letter.effect_key);
    const own = seen.get(messageId) ?? [];
    seen.delete(messageId);
    if (!letter.sent || effect?.state !== 'done') wrong.push(`letters: ${is} has no evidence`);
    if (own.length === 0) wrong.push(`letters: ${is} was never seen in a mailbox`);
    if (own.length > 1 && effect?.uncertain === false)
      wrong.push(`letters: ${is} came ${own.length} times and nothing says that it may have`);
    const [first] = own;
    if (!first) continue;
    if (own.some(({ text, html, subject }) => text !== first.text || html !== first.html || subject !== first.subject))
      wrong.push(`letters: ${is} came with several texts`);
    const owner = receipts.find(({ reference }) => reference === request.reference)?.email;
    if (first.to.join() !== owner) wrong.push(`letters: ${is} went to somebody else`);
    const within = WITHIN_DAYS[letter.kind];
    if (within !== undefined && daysAfter(request.receipt_day, first.receivedAt) > within)
      wrong.push(`letters: ${is} left late`);
  }
  for (const [messageId, [message]] of seen)
    wrong.push(
      `letters: ${messageId} to ${asked.find(({ email }) => message!.to.includes(email!))?.number} is no letter`,
    );
  for (const { id, reference } of requests) {
    const kinds = letters.filter(({ request_id }) => request_id === id).map(({ kind }) => kind);
    for (const kind of new Set(kinds))
      if (kinds.filter((one) => one === kind).length > 1) wrong.push(`letters: ${reference} has several of ${kind}`);
  }
  return wrong;
}

/** Whole days in Los Angeles between a day and a moment. */
function daysAfter(day: string, moment: string): number {
  const there = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' }).format(new Date(moment));
  return (Date.parse(there) - Date.parse(day)) / DAY_MS;
}
