import { readEngine } from './engine-rows';
import { crmContent, CRM_TABLES, type Evidence } from './evidence';
import { rowsOf } from './check-systems';
import { DIGEST_SPONSOR } from './people';

/** How a person's request went, in words that do not depend on when it was or how often something was tried. */
export interface Course {
  outcome: string | null;
  late: boolean;
  overdue: boolean;
  round: number;
  /** Days from receipt to the due date. */
  dueAfterDays: number;
  letters: { kind: string; subject: string; text: string }[];
  notices: { recipient: string; rule: string; mandatory: boolean; state: string }[];
  decisions: string[];
  kept: string[];
}

/** (b) The course of every request, by the address of who asked. */
export async function courses(evidence: Evidence): Promise<Map<string, Course>> {
  const engine = await readEngine(evidence.engineUrl);
  const crm = await crmContent(evidence.crmUrl);
  const mail = evidence.mail();
  const found = new Map<string, Course>();
  for (const request of engine.requests) {
    const { email } = evidence.receipts.find(({ reference }) => reference === request.reference)!;
    const person = evidence.asked.find((one) => one.email === email)!;
    const rows = rowsOf(evidence.before.crm, person);
    const own = <T extends { request_id: string }>(all: T[]): T[] =>
      all.filter(({ request_id }) => request_id === request.id);
    found.set(email, {
      outcome: request.outcome,
      late: request.late,
      overdue: request.overdue,
      round: request.round,
      dueAfterDays: (Date.parse(request.due_on_first) - Date.parse(request.receipt_day)) / 86_400_000,
      letters: own(engine.letters)
        .map(({ kind, message_id }) => {
          const message = mail.find((one) => one.messageId === message_id);
          const plain = (text: string): string => timeless(text, request.reference, request.receipt_day);
          return { kind, subject: plain(message?.subject ?? ''), text: plain(message?.text ?? '') };
        })
        .sort((a, b) => a.kind.localeCompare(b.kind)),
      notices: own(engine.notices).map(({ recipient, rule, mandatory, state }) => ({
        recipient,
        rule,
        mandatory,
        // whose notice the one digest of the day carries is not the request's doing
        state: recipient === DIGEST_SPONSOR && state === 'sent' ? 'queued' : state,
      })),
      decisions: own(engine.decisions)
        .map(({ kind, state }) => `${kind} ${state}`)
        .sort(),
      kept: CRM_TABLES.flatMap((table) =>
        crm[table].filter(({ id }) => rows[table].has(id)).map(({ id }) => `${table} ${id}`),
      ),
    });
  }
  return found;
}

/** A letter without what is drawn anew for each: reference, link, code; dates become days after receipt. */
function timeless(text: string, reference: string, receiptDay: string): string {
  return text
    .replaceAll(reference, '<reference>')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, '<base>')
    .replace(/\/r\/[\w-]+/g, '/r/<token>')
    .replace(/^(\s*)\d[\d ]{5,9}$/gm, '$1<code>')
    .replace(
      /(January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}/g,
      (date) => {
        const days = Math.round((Date.parse(`${date} UTC`) - Date.parse(receiptDay)) / 86_400_000);
        return `<receipt + ${days}>`;
      },
    );
}
