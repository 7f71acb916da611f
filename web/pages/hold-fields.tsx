import type { VNode } from 'preact';
import type { HoldRow } from '../../db/holds';
import { CATEGORY_NAMES } from '../../rules/codes';
import { dayWords, plain } from '../words';

/** A system by ID and name. */
export interface Named {
  id: string;
  name: string;
}

/** On what a hold lies, in words. */
export function heldWords(
  { scope, system, category }: Pick<HoldRow, 'scope' | 'system' | 'category'>,
  labels: ReadonlyMap<string, string>,
): string {
  if (scope === 'system') return `System: ${labels.get(system ?? '') ?? system}`;
  return scope === 'category' ? `Category: ${plain(category ?? '')}` : 'The whole person';
}

/** When a hold is looked at again. */
export function ReviewOn({ id }: { id: string }): VNode {
  return (
    <div class="field">
      <label for={id}>Review on</label>
      <p class="hint" id={`${id}-hint`}>
        On this day it becomes a task. At the direction of law enforcement at most 90 days from the direction, and 90
        more with each renewal (CLK-13).
      </p>
      <input type="date" id={id} name="reviewOn" aria-describedby={`${id}-hint`} required />
    </div>
  );
}

/**
 * What a hold lies on, until when, and what the consumer is told.
 *
 * @param person whether it may lie on a person here
 */
export function PlaceHoldFields({
  systems,
  prefix,
  person = true,
}: {
  systems: readonly Named[];
  prefix: string;
  person?: boolean;
}): VNode {
  return (
    <>
      <div class="field">
        <label for={`${prefix}-on`}>Hold</label>
        <select id={`${prefix}-on`} name="on">
          {person ? <option value="person">The whole person</option> : null}
          <optgroup label="What is in a system">
            {systems.map(({ id, name }) => (
              <option value={`system:${id}`}>{name}</option>
            ))}
          </optgroup>
          <optgroup label="What is of a category">
            {CATEGORY_NAMES.map((name) => (
              <option value={`category:${name}`}>{plain(name)}</option>
            ))}
          </optgroup>
        </select>
      </div>
      <ReviewOn id={`${prefix}-review`} />
      <div class="field">
        <label for={`${prefix}-directed`}>
          Directed on <span class="optional">(law enforcement only)</span>
        </label>
        <input type="date" id={`${prefix}-directed`} name="directedOn" />
      </div>
      <div class="field">
        <label for={`${prefix}-told`}>
          What the consumer is told <span class="optional">(for legal claims)</span>
        </label>
        <p class="hint" id={`${prefix}-told-hint`}>
          Stands in the answer as the reason of a partial denial. Leave it empty where the law forbids to tell: the work
          is then named as not finished.
        </p>
        <textarea id={`${prefix}-told`} name="told" rows={2} aria-describedby={`${prefix}-told-hint`} />
      </div>
    </>
  );
}

/** Which hold is meant. */
export function WhichHold({
  holds,
  labels,
  kind,
}: {
  holds: HoldRow[];
  labels: ReadonlyMap<string, string>;
  kind: string;
}): VNode {
  return (
    <div class="field">
      <label for={`${kind}-hold`}>Hold</label>
      <select id={`${kind}-hold`} name="hold">
        {holds.map((hold) => (
          <option value={hold.id}>
            {heldWords(hold, labels)}, since {dayWords(hold.placed_at.toISOString().slice(0, 10))}
          </option>
        ))}
      </select>
    </div>
  );
}
