import type { VNode } from 'preact';
import type { HoldRow } from '../../db/holds';
import { CATEGORY_NAMES } from '../../rules/codes';
import { PARAMETERS } from '../../rules/parameters';
import { DayField, LinesField, SelectField } from '../fields';
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

const DIRECTED_DAYS = PARAMETERS['law-enforcement-hold'].values.at(-1)!.value;

/** When a hold is looked at again. */
export function ReviewOn({ id }: { id: string }): VNode {
  return (
    <DayField
      id={id}
      name="reviewOn"
      label="Review on"
      hint={`On this day it becomes a task. At the direction of law enforcement at most ${DIRECTED_DAYS} days from the direction, and ${DIRECTED_DAYS} more with each renewal (CLK-13).`}
      required
    />
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
      <SelectField
        id={`${prefix}-on`}
        name="on"
        label="Hold"
        options={person ? [['person', 'The whole person']] : []}
        groups={[
          { name: 'What is in a system', options: systems.map(({ id, name }) => [`system:${id}`, name]) },
          { name: 'What is of a category', options: CATEGORY_NAMES.map((name) => [`category:${name}`, plain(name)]) },
        ]}
      />
      <ReviewOn id={`${prefix}-review`} />
      <DayField id={`${prefix}-directed`} name="directedOn" label="Directed on" aside="law enforcement only" />
      <LinesField
        id={`${prefix}-told`}
        name="told"
        label="What the consumer is told"
        aside="for legal claims"
        hint="Stands in the answer as the reason of a partial denial. Leave it empty where the law forbids to tell: the work is then named as not finished."
        rows={2}
      />
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
    <SelectField
      id={`${kind}-hold`}
      name="hold"
      label="Hold"
      options={holds.map((hold) => [
        hold.id,
        `${heldWords(hold, labels)}, since ${dayWords(hold.placed_at.toISOString().slice(0, 10))}`,
      ])}
    />
  );
}
