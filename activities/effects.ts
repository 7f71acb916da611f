import type { OwedLetter, Snapshot } from '../db/procedure';
import type { PreferenceEffects } from './preferences';

/** What every effect is given: whose request. The person is in the vault. */
export interface EffectInput {
  requestId: string;
}

/** What came of an attempt at a system: `down` after it kept failing for a while, `differs` where the plan no longer fits. */
export interface EraseResult {
  result: 'gone' | 'down' | 'held' | 'differs';
  state: Snapshot;
}

/**
 * Everything a request does outside our own Postgres. Each effect records its intent first and its evidence with all
 * that follows from it, and can be repeated under the same key (decisions.md E2). Failures carry a code of the closed
 * table and nothing else.
 */
export interface Effects extends CorrectionEffects, CopyEffects, PreferenceEffects {
  /** Sends the acknowledgement and the first code (CLK-01). */
  acknowledge(input: EffectInput): Promise<Snapshot>;
  /** Sends the letter that a choice is honoured; files it where no address was given. */
  confirm(input: EffectInput): Promise<Snapshot>;
  /** Compares the claim with what systems hold; finds the contacts that must hear "this was not me". */
  match(input: EffectInput): Promise<Snapshot>;
  /** Sends a letter that is owed beside the main line. */
  sendLetter(input: EffectInput & { letter: Exclude<OwedLetter, 'recipient-reminder'> }): Promise<Snapshot>;
  /** Asks every system and the disclosure records for what a know request is answered with. */
  collect(input: EffectInput): Promise<Snapshot>;
  /** Asks every system what it holds, and writes the plan. */
  plan(input: EffectInput): Promise<Snapshot>;
  /** Erases one system and asks it again. `short` patience gives up with `down` after a while, `endless` never. */
  erase(input: EffectInput & { system: string; patience: 'short' | 'endless' }): Promise<EraseResult>;
  /** Sends the notices that have not left. `short` patience lets the answer go first, `endless` never gives up. */
  notify(input: EffectInput & { patience: 'short' | 'endless' }): Promise<Snapshot>;
  /** Writes again to the recipients that have not answered. */
  remind(input: EffectInput): Promise<Snapshot>;
  /** Sends the final letter, unless it would leave after its date under a date that is no longer true. */
  answer(input: EffectInput & { late: boolean }): Promise<Snapshot>;
  /** Asks all systems again, some days later. */
  recheck(input: EffectInput & { recheck: string }): Promise<Snapshot>;
}

/** What a correction does at the business's own systems. */
export interface CorrectionEffects {
  /** Asks every system where it holds the contested fields, and writes the plan. */
  planCorrection(input: EffectInput): Promise<Snapshot>;
  /** Sets the decided values in one system and reads them back. Patience as for {@link Effects.erase}. */
  correct(input: EffectInput & { system: string; patience: 'short' | 'endless' }): Promise<EraseResult>;
  /** Reads all systems again, some days later. */
  recheckCorrection(input: EffectInput & { recheck: string }): Promise<Snapshot>;
}

/** What a copy of specific pieces needs beside asking the systems. */
export interface CopyEffects {
  /** Reads everything that one system holds of the person, and goes on where an earlier attempt was. */
  gather(input: EffectInput & { system: string; patience: 'short' | 'endless' }): Promise<EraseResult>;
  /** Makes the package of what was gathered, but for what is left out. */
  pack(input: EffectInput): Promise<Snapshot>;
}
