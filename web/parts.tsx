import type { ComponentChildren, JSX, VNode } from 'preact';
import type { FieldProblem } from '../api/problems';
import { DOCUMENT_LIMITS } from '../rules/documents';
import { sizeWords } from './words';

/** Main part of a page, with its one heading. */
export function Main({ title, children, wide }: { title: string; children: ComponentChildren; wide?: boolean }): VNode {
  return (
    <main id="main" class={wide ? 'wide' : undefined} tabIndex={-1}>
      <h1>{title}</h1>
      {children}
    </main>
  );
}

/** What a form was sent with, and what was wrong with it. */
export interface FormState {
  values: Record<string, unknown>;
  problems: readonly FieldProblem[];
}

/** A form as it is first shown. */
export const EMPTY_FORM: FormState = { values: {}, problems: [] };

/** Value of a field, dotted names included. */
export function valueOf({ values }: FormState, name: string): string {
  const value = name
    .split('.')
    .reduce<unknown>(
      (inner, part) => (typeof inner === 'object' && inner ? (inner as never)[part] : undefined),
      values,
    );
  return typeof value === 'string' ? value : '';
}

/** What is wrong, at the top of a form, each line leading to its field. */
export function ProblemSummary({ form, labels }: { form: FormState; labels: Record<string, string> }): VNode | null {
  if (form.problems.length === 0) return null;
  return (
    <div class="alert" role="alert" tabIndex={-1}>
      <h2>Please look at these fields again</h2>
      <ul>
        {form.problems.map(({ field, reason }) => (
          <li>
            {Object.hasOwn(labels, field) ? <a href={`#f-${field}`}>{labels[field]}</a> : field} {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One labelled field with its hint and its problem. */
export function Field(props: {
  form: FormState;
  name: string;
  label: string;
  type?: 'text' | 'email' | 'tel' | 'password' | 'datetime-local' | 'date';
  hint?: string;
  required?: boolean;
  /** One of several, of which one is enough: neither required nor optional. */
  oneOf?: boolean;
  autocomplete?:
    'name' | 'email' | 'tel' | 'postal-code' | 'one-time-code' | 'username' | 'current-password' | 'new-password';
  inputmode?: 'numeric' | 'email' | 'tel';
  rows?: number;
}): VNode {
  const { form, name, label, type = 'text', hint, required, oneOf, autocomplete, inputmode, rows } = props;
  const aside = required || oneOf ? undefined : 'optional';
  return (
    <FieldFrame form={form} id={`f-${name}`} name={name} label={label} aside={aside} hint={hint}>
      {(common) =>
        rows ? (
          <textarea {...common} required={required} rows={rows}>
            {valueOf(form, name)}
          </textarea>
        ) : (
          <input
            {...({
              ...common,
              required,
              type,
              value: type === 'password' ? undefined : valueOf(form, name) || undefined,
              autocomplete,
              inputMode: inputmode,
            } as JSX.IntrinsicElements['input'])}
          />
        )
      }
    </FieldFrame>
  );
}

/** Label, hint and problem around a control, which is given what ties them together. */
export function FieldFrame({
  form,
  id,
  name,
  label,
  aside,
  hint,
  children,
}: {
  form: FormState;
  /** Its own on the page; the name may be there more than once. */
  id: string;
  name: string;
  label: string;
  /** Said beside the label. */
  aside?: string | undefined;
  hint?: string | undefined;
  children: (common: { id: string; name: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' }) => VNode;
}): VNode {
  const problem = form.problems.find(({ field }) => field === name);
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ');
  return (
    <div class={problem ? 'field wrong' : 'field'}>
      <label for={id}>
        {label}
        {aside ? <span class="optional"> ({aside})</span> : null}
      </label>
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {problem ? (
        <p class="problem" id={`${id}-problem`}>
          {label} {problem.reason}
        </p>
      ) : null}
      {children({
        id,
        name,
        'aria-describedby': described || undefined,
        'aria-invalid': problem ? 'true' : undefined,
      })}
    </div>
  );
}

/** A box to tick. */
export function Tick({ form, name, label }: { form: FormState; name: string; label: string }): VNode {
  const problem = form.problems.find(({ field }) => field === name);
  return (
    <div class={problem ? 'field tick wrong' : 'field tick'}>
      {problem ? (
        <p class="problem" id={`f-${name}-problem`}>
          This box {problem.reason}
        </p>
      ) : null}
      <input
        type="checkbox"
        id={`f-${name}`}
        name={name}
        value="yes"
        checked={valueOf(form, name) === 'yes'}
        aria-describedby={problem ? `f-${name}-problem` : undefined}
      />
      <label for={`f-${name}`}>{label}</label>
    </div>
  );
}

/** A form of a session: it carries the session's token. */
export function SessionForm({
  action,
  csrf,
  children,
  class: className,
}: {
  action: string;
  csrf: string;
  children: ComponentChildren;
  class?: string;
}): VNode {
  return (
    <form method="post" action={action} class={className}>
      <input type="hidden" name="csrf" value={csrf} />
      {children}
    </form>
  );
}

/** A form of a session that hands in documents. */
export function DocumentForm({
  action,
  csrf,
  purposes,
  form = EMPTY_FORM,
}: {
  action: string;
  csrf: string;
  /** What they may be for; the first is chosen. */
  purposes: readonly (readonly [value: string, words: string])[];
  form?: FormState;
}): VNode {
  const problem = form.problems.find(({ field }) => field === 'documents');
  return (
    <form method="post" action={action} encType="multipart/form-data">
      <input type="hidden" name="csrf" value={csrf} />
      {purposes.length === 1 ? (
        <input type="hidden" name="purpose" value={purposes[0]![0]} />
      ) : (
        <div class="field">
          <label for="f-purpose">What they are</label>
          <select id="f-purpose" name="purpose">
            {purposes.map(([value, words]) => (
              <option value={value}>{words}</option>
            ))}
          </select>
        </div>
      )}
      <div class={problem ? 'field wrong' : 'field'}>
        <label for="f-documents">Documents</label>
        <p class="hint" id="f-documents-hint">
          Up to {DOCUMENT_LIMITS.atOnce} files of at most {sizeWords(DOCUMENT_LIMITS.bytes)} each: PDF, PNG, JPEG or
          plain text.
        </p>
        {problem ? (
          <p class="problem" id="f-documents-problem">
            Documents: {problem.reason}
          </p>
        ) : null}
        <input
          type="file"
          id="f-documents"
          name="documents"
          multiple
          required
          accept="application/pdf,image/png,image/jpeg,text/plain"
          aria-describedby={problem ? 'f-documents-hint f-documents-problem' : 'f-documents-hint'}
          aria-invalid={problem ? 'true' : undefined}
        />
      </div>
      <button type="submit">Send the documents</button>
    </form>
  );
}

/** Pairs of name and value. */
export function Facts({ rows }: { rows: (readonly [string, ComponentChildren] | null)[] }): VNode {
  return (
    <dl class="facts">
      {rows.map((row) =>
        row ? (
          <div>
            <dt>{row[0]}</dt>
            <dd>{row[1]}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** A word set apart: a state or a flag. */
export function Badge({ tone, children }: { tone?: 'good' | 'warn' | 'bad'; children: ComponentChildren }): VNode {
  return <span class={tone ? `badge ${tone}` : 'badge'}>{children}</span>;
}

/** Dates and rule IDs: their hyphens are no places to break a line. */
const UNBROKEN = /^(\d{4}-\d{2}-\d{2}|[A-Z]{2,7}-\d{2})$/;

/** A table; on a phone each row is a card, whose lines carry the names of the columns. */
export function Table({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: string[];
  rows: ComponentChildren[][];
}): VNode {
  if (rows.length === 0) return <p class="none">{caption}: none.</p>;
  return (
    <div class="table" role="region" aria-label={caption} tabIndex={0}>
      {/* the roles are said, since a browser forgets them where a style makes cards of the rows */}
      <table role="table">
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {head.map((name) => (
              <th scope="col" role="columnheader">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((cells) => (
            <tr role="row">
              {cells.map((cell, at) => (
                <td
                  role="cell"
                  data-label={head[at] || undefined}
                  class={typeof cell === 'string' && UNBROKEN.test(cell) ? 'unbroken' : undefined}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Something to be told after a form. */
export function Notice({ tone, children }: { tone: 'good' | 'warn'; children: ComponentChildren }): VNode {
  return (
    <div class={`notice ${tone}`} role="status">
      {children}
    </div>
  );
}
