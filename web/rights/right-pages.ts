import type { VNode } from 'preact';
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
  /** Its fields, but for those that every form has. */
  Fields: (props: { form: FormState; byPhone: boolean; correctable: readonly Correctable[] }) => VNode;
  /** Names of its fields, for the summary of what is wrong. */
  labels: Record<string, string>;
  /** Parts of a request's page for staff, between the clocks and the letters. */
  parts: readonly ((props: DetailProps) => VNode)[];
}
