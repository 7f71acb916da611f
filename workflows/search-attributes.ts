import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  type SearchAttributeType,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import type { Channel, Phase, Right, StaffRole, WaitsFor } from '../rules/codes';

/**
 * What the Temporal Web UI shows of a request without a key: plain codes from closed vocabularies (rules/codes.ts),
 * never a word about a person (design.md, Temporal).
 */
export const ATTRIBUTES = {
  right: defineSearchAttributeKey('RequestRight', 'KEYWORD'),
  phase: defineSearchAttributeKey('RequestPhase', 'KEYWORD'),
  waitsFor: defineSearchAttributeKey('WaitsFor', 'KEYWORD'),
  dueBy: defineSearchAttributeKey('DueBy', 'DATETIME'),
  escalated: defineSearchAttributeKey('Escalated', 'BOOL'),
  channel: defineSearchAttributeKey('Channel', 'KEYWORD'),
  assignedRole: defineSearchAttributeKey('AssignedRole', 'KEYWORD'),
} as const;

/** Names and types, as `temporal server start-dev --search-attribute Name=Type` and addSearchAttributes want them. */
export const SEARCH_ATTRIBUTE_TYPES: Record<string, SearchAttributeType> = Object.fromEntries(
  Object.values(ATTRIBUTES).map((key) => [key.name, key.type]),
);

/** What is known of a request before its first step. */
export interface StartAttributes {
  right: Right;
  channel: Channel;
  /** End of the strict due day, UTC milliseconds; null where no law sets one. */
  dueAtMs: number | null;
}

/** What changes while a request runs. */
export interface LiveAttributes {
  phase: Phase;
  waitsFor: WaitsFor;
  /** UTC milliseconds; null once answered. */
  dueAtMs: number | null;
  escalated: boolean;
  assignedRole: StaffRole | null;
}

/** Attributes given with the start, so that no workflow task is spent on them. */
export function startAttributes({ right, channel, dueAtMs }: StartAttributes): SearchAttributePair[] {
  return [
    { key: ATTRIBUTES.right, value: right },
    { key: ATTRIBUTES.channel, value: channel },
    { key: ATTRIBUTES.phase, value: 'received' },
    { key: ATTRIBUTES.waitsFor, value: 'nothing' },
    ...(dueAtMs === null ? [] : [{ key: ATTRIBUTES.dueBy, value: new Date(dueAtMs) }]),
    { key: ATTRIBUTES.escalated, value: false },
  ];
}

/** The pairs in which two moments differ; empty where nothing did. */
export function changedAttributes(
  before: LiveAttributes | undefined,
  after: LiveAttributes,
): SearchAttributeUpdatePair[] {
  const pairs: SearchAttributeUpdatePair[] = [];
  if (before?.phase !== after.phase) pairs.push({ key: ATTRIBUTES.phase, value: after.phase });
  if (before?.waitsFor !== after.waitsFor) pairs.push({ key: ATTRIBUTES.waitsFor, value: after.waitsFor });
  if (before?.dueAtMs !== after.dueAtMs)
    pairs.push({ key: ATTRIBUTES.dueBy, value: after.dueAtMs === null ? null : new Date(after.dueAtMs) });
  if (before?.escalated !== after.escalated) pairs.push({ key: ATTRIBUTES.escalated, value: after.escalated });
  if (before?.assignedRole !== after.assignedRole)
    pairs.push({ key: ATTRIBUTES.assignedRole, value: after.assignedRole });
  return pairs;
}
