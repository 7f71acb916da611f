import type { ComponentChildren, VNode } from 'preact';
import type { FieldProblem } from '../../api/problems';
import type { DutyOverview } from '../../db/duty-read';
import { type DutyDecisionKind, dutyDecisionRule } from '../../rules/duty-decisions';
import { Badge, Notice, SessionForm, Table } from '../parts';
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
  problems?: readonly FieldProblem[];
}

/** What outlives requests: archives that may bring data back, and exceptions that end (DEL-05, DEL-07). */
export function DutiesPage(props: Props): VNode {
  const { signedIn, overview, labels, told, problems = [] } = props;
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
      {problems.length > 0 ? (
        <div class="alert" role="alert">
          <ul>
            {problems.map(({ field, reason }) => (
              <li>
                {plain(field)} {reason}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
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
            <DayField id={`until-${each.id}`} name="until" label="New end" />
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
    <Choice
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
        <Choice
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
        <DayField id="rotated-through" name="through" label="Gone through" />
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
  children,
}: Pick<Props, 'signedIn'> & {
  kind: DutyDecisionKind;
  id: string;
  label: string;
  archive?: string;
  children?: ComponentChildren;
}): VNode | null {
  const rule = dutyDecisionRule(kind);
  if (!rule.roles.some((role) => signedIn.staff.roles.includes(role))) return null;
  const own = `${kind}-${id}`;
  return (
    <details>
      <summary>{label}</summary>
      <SessionForm action="/staff/duties" csrf={signedIn.csrf}>
        <input type="hidden" name="kind" value={kind} />
        {archive ? <input type="hidden" name="archive" value={archive} /> : null}
        {children}
        <Choice id={`${own}-code`} name="code" label="Reason" options={rule.codes.map((code) => [code, plain(code)])} />
        {rule.needsFacts ? (
          <div class="field">
            <label for={`${own}-facts`}>Facts</label>
            <textarea id={`${own}-facts`} name="facts" rows={3} required />
          </div>
        ) : null}
        <button type="submit">{label}</button>
      </SessionForm>
    </details>
  );
}

function Choice(props: { id: string; name: string; label: string; options: [string, string][] }): VNode {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select id={props.id} name={props.name}>
        {props.options.map(([value, label]) => (
          <option value={value}>{label}</option>
        ))}
      </select>
    </div>
  );
}

function DayField({ id, name, label }: { id: string; name: string; label: string }): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input type="date" id={id} name={name} required />
    </div>
  );
}
