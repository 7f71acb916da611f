import { inTurn } from '../../rules/siblings';
import { isVerifiable } from '../../rules/rights';
import type { z } from 'zod';
import { read } from '../border';
import { type Asked, intakeBody } from '../schemas';
import type { Incoming, Intake, Receipt } from './intake';

/** Receipts of one filing: of the right that was asked for first, and of what was asked for beside it. */
export interface FilingReceipt extends Receipt {
  siblings: Receipt[];
}

type Sent = z.output<typeof intakeBody>;

/**
 * Takes in what one form asks for: one request for each right, each with its own clock, under one reference (decisions.md
 * K2). They are written one after another, each whole: a form that is sent again finds those that stand.
 *
 * @throws Problem as {@link Intake.receive}, before anything is taken in where a right lacks a field
 */
export async function receiveFiling(
  intake: Intake,
  { also = [], ...own }: Sent & { also?: readonly Asked['right'][] },
  how: Omit<Incoming, 'fields' | 'filing'>,
): Promise<FilingReceipt> {
  const rights = inTurn([own.right, ...also]);
  if (rights.length === 1) return { ...(await intake.receive({ ...how, fields: own })), siblings: [] };
  const asked = rights.map((right) => (right === own.right ? own : fieldsFor(right, own)));
  const receipts: Receipt[] = [];
  let led = false;
  for (const [index, fields] of asked.entries()) {
    const leads = !isVerifiable(fields.right) || !led;
    led ||= isVerifiable(fields.right);
    const [first] = receipts;
    receipts.push(
      await intake.receive({
        ...how,
        fields: {
          ...fields,
          ...(own.formToken ? { formToken: index === 0 ? own.formToken : `${own.formToken}-${index + 1}` } : {}),
        },
        filing: { first: first ?? null, number: index + 1, leads },
      }),
    );
  }
  const main = receipts[rights.indexOf(own.right)]!;
  return { ...main, siblings: receipts.filter((receipt) => receipt !== main) };
}

/** What a form says of the person, as another right asks for it. @throws Problem naming what it lacks */
function fieldsFor(right: Asked['right'], own: Sent): Asked {
  const { name, email, phone, points, message, locale } = own as Partial<Record<string, unknown>>;
  const finds = { right, email, phone, locale };
  const given = isVerifiable(right) ? { ...finds, name, points, message, californiaResident: true } : finds;
  return read(intakeBody, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}
