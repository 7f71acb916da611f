import { createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { EMPTY_FORM, FieldFrame, type FormState, valueOf } from './parts';

/**
 * What the fields inside were sent with, and what was wrong with them: a form that is shown again has what was typed.
 * Forms of staff, of which a page has many with the same names, are each around their own.
 */
export const Sent = createContext<FormState>(EMPTY_FORM);

/** What a field of these is. */
interface FieldProps {
  /** Its own on the page; the name may be there more than once. */
  id: string;
  name: string;
  label: string;
  /** Said beside the label. */
  aside?: string;
  hint?: string;
}

/** Some values to choose from, alone or under a heading. */
export type Options = readonly (readonly [value: string, words: string])[];

/** One of several. */
export function SelectField({
  options,
  groups = [],
  empty = false,
  ...field
}: FieldProps & { options: Options; groups?: readonly { name: string; options: Options }[]; empty?: boolean }): VNode {
  const chosen = useValue(field.name);
  const listed = (some: Options) =>
    some.map(([value, words]) => (
      <option value={value} selected={value === chosen}>
        {words}
      </option>
    ));
  return (
    <Around {...field}>
      {(common) => (
        <select {...common}>
          {empty ? <option value="">-</option> : null}
          {listed(options)}
          {groups.map(({ name, options: some }) => (
            <optgroup label={name}>{listed(some)}</optgroup>
          ))}
        </select>
      )}
    </Around>
  );
}

/** Several lines. */
export function LinesField({ rows, required, ...field }: FieldProps & { rows: number; required?: boolean }): VNode {
  const typed = useValue(field.name);
  return (
    <Around {...field}>
      {(common) => (
        <textarea {...common} rows={rows} required={required}>
          {typed}
        </textarea>
      )}
    </Around>
  );
}

/** A day. */
export function DayField({ required, ...field }: FieldProps & { required?: boolean }): VNode {
  const typed = useValue(field.name);
  return (
    <Around {...field}>
      {(common) => <input type="date" {...common} value={typed || undefined} required={required} />}
    </Around>
  );
}

/** One line. @param standard what stands in it before anything is typed */
export function LineField({
  standard = '',
  numeric = false,
  ...field
}: FieldProps & { standard?: string; numeric?: boolean }): VNode {
  const typed = useValue(field.name, standard);
  return (
    <Around {...field}>
      {(common) => <input {...common} value={typed || undefined} inputMode={numeric ? 'numeric' : undefined} />}
    </Around>
  );
}

/** A box to tick, alone or one of several under a name. @param standard whether it is ticked before anything is sent */
export function TickField({
  id,
  name,
  label,
  value = 'yes',
  standard = false,
}: Pick<FieldProps, 'id' | 'name' | 'label'> & { value?: string; standard?: boolean }): VNode {
  const form = useContext(Sent);
  const sent = form.values[name];
  const several = Array.isArray(sent) ? (sent as unknown[]) : [valueOf(form, name)];
  return (
    <div class="field tick">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        checked={form === EMPTY_FORM ? standard : several.includes(value)}
      />
      <label for={id}>{label}</label>
    </div>
  );
}

function useValue(name: string, standard = ''): string {
  const form = useContext(Sent);
  return form === EMPTY_FORM ? standard : valueOf(form, name);
}

/** {@link FieldFrame} with what the form around it was sent with. */
function Around(props: Omit<Parameters<typeof FieldFrame>[0], 'form'>): VNode {
  return <FieldFrame form={useContext(Sent)} {...props} />;
}
