import { createHash } from 'node:crypto';
import type { IdentifiedClaim } from '../../../vault/person';

/** Marked values by the field that they were put into; each occurs in no other field and in nothing else. */
export type Marks = Map<string, string>;

/** Makes marked values for one request, the same for the same seed; remembers each by its field. */
export function marker(marks: Marks, seed: string) {
  const digest = (field: string): string => createHash('sha256').update(`${seed}/${field}`).digest('hex');
  const keep = (field: string, value: string): string => {
    marks.set(`${seed}/${field}`, value);
    return value;
  };
  /** A word of letters alone, as a name is. */
  const word = (field: string): string =>
    keep(
      field,
      `mk${digest(field)
        .slice(0, 14)
        .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)}`,
    );
  return {
    word,
    email: (field: string) => `${word(field)}@mail.example`,
    phone: (field: string) =>
      `+1${keep(field, (BigInt(`0x${digest(field).slice(0, 12)}`) % 9_000_000_000n) + 1_000_000_000n + '')}`,
    /** Prose in which the mark stands between what URLs and JSON write otherwise. */
    prose: (field: string) => `Zoë said: "${word(field)}" & left\n`,
  };
}

/** A claim in which everything that a requester can fill in is marked. */
export function markedClaim(mark: ReturnType<typeof marker>, { agent = false } = {}): IdentifiedClaim {
  return {
    name: mark.prose('name'),
    email: mark.email('email'),
    phone: mark.phone('phone'),
    points: {
      'postal-code': mark.word('postal-code'),
      'customer-number': mark.word('customer-number'),
      'event-attended': mark.prose('event-attended'),
    },
    message: mark.prose('message'),
    note: mark.prose('note'),
    ...(agent
      ? {
          agent: {
            name: mark.prose('agent-name'),
            email: mark.email('agent-email'),
            kind: 'natural-person-agent' as const,
          },
        }
      : {}),
  };
}

/** The forms in which a value can be written: as it is, in a URL, in JSON, in hexadecimal and in Base64 at any offset. */
export function formsOf(value: string): { anyCase: string[]; exact: string[] } {
  const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
  const escaped = [...value].map((c) => (c < '\x7f' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`));
  const spellings = [value, value.toLowerCase(), value.toUpperCase()];
  return {
    anyCase: [
      value,
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
      escaped.join(''),
      bytes(value).toString('hex'),
      bytes(value.toLowerCase()).toString('hex'),
    ].map((text) => text.toLowerCase()),
    exact: spellings.flatMap((text) =>
      [0, 1, 2].flatMap((offset) => {
        const whole = Buffer.concat([Buffer.alloc(offset), bytes(text)]).toString('base64');
        const inner = whole.slice(
          Math.ceil((offset * 8) / 6),
          Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6),
        );
        return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
      }),
    ),
  };
}

/** A text or bytes that somebody outside the vault can read. */
export interface Exposed {
  where: string;
  content: string | Uint8Array;
}

/** Every place where a mark stands. */
export function findMarks(exposed: Exposed[], marks: Marks): string[] {
  const forms = [...marks].map(([field, value]) => ({ field, ...formsOf(value) }));
  return exposed.flatMap(({ where, content }) => {
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
    const lower = text.toLowerCase();
    return forms
      .filter(
        ({ anyCase, exact }) =>
          anyCase.some((form) => lower.includes(form)) || exact.some((form) => text.includes(form)),
      )
      .map(({ field }) => `${field} in ${where}`);
  });
}
