import type { LocalDate } from './calendar';
import { CALENDAR_SECTION } from './register/calendar';
import { CLOCKS_SECTION } from './register/clocks';
import { CORRECT_SECTION } from './register/correct';
import { DELETE_SECTION } from './register/delete';
import { ADMT_SECTION, DENIALS_SECTION, RECIPIENTS_SECTION } from './register/denials';
import { DROP_SECTION } from './register/drop';
import { INTAKE_SECTION } from './register/intake';
import { KNOW_SECTION } from './register/know';
import { LIMIT_SECTION } from './register/limit';
import { OPT_OUT_SECTION } from './register/opt-out';
import { PERSONS_SECTION } from './register/persons';
import { RECORDS_SECTION } from './register/records';
import type { LawRow, LawSection } from './register/row';
import { VERIFICATION_SECTION } from './register/verification';
import { inForce } from './versions';

export { CONFIDENCE, type Confidence, type LawRow, type LawSection, type Status } from './register/row';

/** The register of the law, in the law's own order: general rule first. */
export const REGISTER: readonly LawSection[] = [
  CLOCKS_SECTION,
  INTAKE_SECTION,
  VERIFICATION_SECTION,
  PERSONS_SECTION,
  KNOW_SECTION,
  DELETE_SECTION,
  CORRECT_SECTION,
  OPT_OUT_SECTION,
  LIMIT_SECTION,
  ADMT_SECTION,
  DENIALS_SECTION,
  RECIPIENTS_SECTION,
  RECORDS_SECTION,
  DROP_SECTION,
  CALENDAR_SECTION,
];

/** Every row of the register. */
export const LAW_ROWS: readonly LawRow[] = REGISTER.flatMap((section) => section.rows);

const byId = new Map(LAW_ROWS.map((row) => [row.id, row]));

/** The row of a rule ID; undefined where there is none. */
export function lawRow(id: string): LawRow | undefined {
  return byId.get(id);
}

/** The rows in force on a day. */
export function rowsInForce(day: LocalDate): LawRow[] {
  return LAW_ROWS.filter((row) => inForce(row, day));
}
