import type { ComponentChildren, VNode } from 'preact';
import type { DutyOverview } from '../../db/duty-read';
import { type DutyDecisionKind, dutyDecisionRule } from '../../rules/duty-decisions';
import { DayField, LinesField, SelectField, Sent } from '../fields';
import { Badge, EMPTY_FORM, type FormState, Notice, ProblemSummary, SessionForm, Table } from '../parts';
import { momentWords, plain } from '../words';
import type { Named } from './hold-fields';
import { type SignedIn, StaffMain } from './staff';

interface Props {
  signedIn: SignedIn;
  overview: DutyOverview;
  systems: readonly Named[];
  /** Names of systems and archives by ID. */
  labels: ReadonlyMap<string, string>;
  told?: { mark: string; refusal?: string | undefined } | undefined;
  /** A form that did not stand, as it was sent. */
  form?: FormState;
}

/** What outlives requests: archives that may bring data back, and exceptions that end (DEL-05, DEL-07). */
export function DutiesPage(props: Props): VNode {
  const { signedIn, overview, labels, told, form = EMPTY_FORM } = props;
  const named = (id: string): string => labels.get(id) ?? id;
  return (
    <StaffMain signedIn={signedIn} title="Archives and exceptions">
      {told ? (
        <Notice tone={told.mark === 'refused' ? 'warn' : 'good'}>
          {told.mark === 'refused'
            ? `It was refused: ${plain(told.refusal ?? '')}.`
            : told.mark === 'recorded'
              ? 'It is recorded, and carried out when its workflow hears of it.'
              : 'It is carried out.'}
        </Notice>
      ) : null}
      <ProblemSummary form={form} labels={{}} />
      <h2>Archives</h2>
      <Table
        caption="Archives with their next ends"
        head={['Archive', 'Duties', 'Next end', 'Without end', 'Gone through', 'Looks again']}
        rows={overview.archives.map((each) => [
          named(each.archive),
          String(each.standing),
          each.nextEnd ?? 'none',
          String(each.withoutEnd),
          each.rotatedThrough ?? 'not reported',
          each.nextLookMs === null ? 'has not run' : momentWords(new Date(each.nextLookMs)),
        ])}
      />
      <Archives {...props} />
      <h2>Restores and accesses</h2>
      <Table
        caption="Restores and accesses, latest first"
        head={['Archive', 'What', 'System', 'Reason', 'Reported', 'State', 'Settle']}
        rows={overview.reports.map((each) => [
          named(each.archive),
          plain(each.kind),
          each.system ? named(each.system) : '',
          plain(each.code),
          momentWords(new Date(each.reportedAtMs)),
          <>
            {plain(each.state)} {each.last_failure ? <Badge tone="warn">{plain(each.last_failure)}</Badge> : null}
          </>,
          each.state === 'open' ? (
            <Decide {...props} kind="access-settled" id={each.id} label="Settle" archive={each.archive}>
              <input type="hidden" name="report" value={each.id} />
            </Decide>
          ) : null,
        ])}
      />
      <h2>Brought back and undecided</h2>
      <Table
        caption="What a restore brought back that a person decides"
        head={['Request', 'Archive', 'System', 'Found', 'Decide']}
        rows={overview.undecided.map((each) => [
          <a href={`/staff/requests/${each.reference}`}>{each.reference}</a>,
          named(each.archive),
          named(each.system),
          plain(each.outcome),
          <Decide
            {...props}
            kind="decide-restored"
            id={`${each.report}-${each.reference}`}
            label="Decide"
            archive={each.archive}
          >
            <input type="hidden" name="report" value={each.report} />
            <input type="hidden" name="reference" value={each.reference} />
          </Decide>,
        ])}
      />
      <h2>Exceptions</h2>
      <p class="hint">On the day of its end the data go, unless a decider renews it before, with the facts (DEL-07).</p>
      <Table
        caption="Exceptions with their ends, nearest first"
        head={['Request', 'Kept in', 'Exception', 'Used only for', 'Rows', 'Ends', 'Renew']}
        rows={overview.exceptions.map((each) => [
          <a href={`/staff/requests/${each.reference}`}>{each.reference}</a>,
          `${named(each.system)}, ${each.tbl}`,
          each.code,
          each.purpose,
          String(each.rows),
          each.endsOn ?? 'no end given',
          <Decide {...props} kind="renew-exception" id={each.id} label="Renew">
            <input type="hidden" name="exception" value={each.id} />
            <DayField id={`until-${each.id}`} name="until" label="New end" required />
          </Decide>,
        ])}
      />
    </StaffMain>
  );
}

/** What became of an archive, reported by whoever runs it. */
function Archives(props: Props): VNode {
  const { overview, systems, labels } = props;
  const archives = (id: string): VNode => (
    <SelectField
      id={id}
      name="archive"
      label="Archive"
      options={overview.archives.map(({ archive }) => [archive, labels.get(archive) ?? archive])}
    />
  );
  return (
    <>
      <Decide {...props} kind="archive-restored" id="new" label="Report a restore">
        {archives('restored-archive')}
        <SelectField
          id="restored-system"
          name="system"
          label="Into the system"
          options={systems.map(({ id, name }) => [id, name])}
        />
      </Decide>
      <Decide {...props} kind="archive-accessed" id="new" label="Report an access">
        {archives('accessed-archive')}
      </Decide>
      <Decide {...props} kind="archive-rotated" id="new" label="Report copies that are gone">
        {archives('rotated-archive')}
        <DayField id="rotated-through" name="through" label="Gone through" required />
      </Decide>
    </>
  );
}

/** The form of one kind of decision; nothing for who may not make it. */
function Decide({
  signedIn,
  kind,
  id,
  label,
  archive,
  form = EMPTY_FORM,
  children,
}: Pick<Props, 'signedIn' | 'form'> & {
  kind: DutyDecisionKind;
  id: string;
  label: string;
  archive?: string;
  children?: ComponentChildren;
}): VNode | null {
  const rule = dutyDecisionRule(kind);
  if (!rule.roles.some((role) => signedIn.staff.roles.includes(role))) return null;
  const own = `${kind}-${id}`;
  const again = own === ownId(form);
  return (
    <details open={again}>
      <summary>{label}</summary>
      <SessionForm action="/staff/duties" csrf={signedIn.csrf}>
        <input type="hidden" name="kind" value={kind} />
        {archive ? <input type="hidden" name="archive" value={archive} /> : null}
        <Sent.Provider value={again ? form : EMPTY_FORM}>
          {children}
          <SelectField
            id={`${own}-code`}
            name="code"
            label="Reason"
            options={rule.codes.map((code) => [code, plain(code)])}
          />
          {rule.needsFacts ? <LinesField id={`${own}-facts`} name="facts" label="Facts" rows={3} required /> : null}
        </Sent.Provider>
        <button type="submit">{label}</button>
      </SessionForm>
    </details>
  );
}

/** Which of the page's forms was sent. */
function ownId({ values }: FormState): string {
  const { kind, report, reference, exception } = values as Record<string, string | undefined>;
  const about = exception ?? (report && reference ? `${report}-${reference}` : report);
  return `${kind ?? ''}-${about ?? 'new'}`;
}
