import type { VNode } from 'preact';
import type { ChoiceStanding } from '../../api/services/choices';
import type { DetailProps } from '../pages/request/part';
import type { FormState } from '../parts';

/** Something that can be corrected, by its name in the data map and in plain words. */
export interface Correctable {
  id: string;
  name: string;
}

/** What a right has of its own on the pages. */
export interface RightPages {
  /** Heading of its form. */
  formTitle: string;
  /** What the consumer should know before they fill it in. */
  Lead?: (props: { business: string }) => VNode;
  /** Its fields, but for those that every form has. */
  Fields: (props: {
    form: FormState;
    byPhone: boolean;
    byAgent?: boolean;
    correctable: readonly Correctable[];
  }) => VNode;
  /** Words on its button, where they are its own. */
  submit?: string;
  /** Whether the form asks if the consumer lives in California; never where nothing is asked but what finds a record. */
  asksResidency: boolean;
  /** What stands on the receipt, below the reference. */
  Receipt?: (receipt: {
    receiptDay: string;
    dueOn: string | null;
    choice: ChoiceStanding | null;
    byPhone: boolean;
  }) => VNode;
  /** Names of its fields, for the summary of what is wrong. */
  labels: Record<string, string>;
  /** Parts of a request's page for staff, between the clocks and the letters. */
  parts: readonly ((props: DetailProps) => VNode)[];
}
