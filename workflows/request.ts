import type { Right } from '../rules/codes';
import { effects } from './activities';
import { correction } from './correction';
import { deletion } from './deletion';
import { know } from './know';
import { knowSpecific } from './know-specific';
import type { RequestInput } from './messages';
import { choice } from './choice';
import { optIn } from './opt-in';
import { Procedure } from './procedure';
import { shineTheLight } from './shine-the-light';

/** One procedure per right; adding a right is adding its file and its line here. */
const PROCEDURES: Record<Right, (procedure: Procedure) => Promise<void>> = {
  delete: deletion,
  'know-specific': knowSpecific,
  'know-categories': know,
  'know-sold': know,
  correct: correction,
  'shine-the-light': shineTheLight,
  'opt-out': choice,
  'opt-in': optIn,
  limit: choice,
};

/**
 * One request, from the day of receipt to the last proof. Its input is the request's ID; where it stands is read from
 * Postgres, so a first start, a rebuild after a loss and a continued run are the same (decisions.md E3).
 */
export async function request({ requestId }: RequestInput): Promise<void> {
  const procedure = new Procedure(requestId);
  await procedure.load();
  if (procedure.state.phase === 'closed') return;
  const carryOut = PROCEDURES[procedure.state.right];

  const { remind, sendLetter } = effects(procedure.state.settings);
  const beside = [
    procedure.watchDeadlines(),
    procedure.sendOwedLetters((letter) =>
      letter === 'recipient-reminder' ? remind({ requestId }) : sendLetter({ requestId, letter }),
    ),
  ];
  await Promise.race([carryOut(procedure), ...beside]);
  procedure.finish();
  await Promise.all(beside);
}
