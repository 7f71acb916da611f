import type { ComponentChildren, VNode } from 'preact';
import type { Staff } from '../../db/staff';
import type { QueueFilter, QueuePage } from '../../db/queue';
import { PHASES, STAFF_ROLES } from '../../rules/codes';
import { Badge, EMPTY_FORM, Field, type FormState, Main, Notice, ProblemSummary, SessionForm, Table } from '../parts';
import { CHANNEL_WORDS, PARKED_WORDS, PHASE_WORDS, plain, ROLE_WORDS, WAITS_WORDS } from '../words';

/** Who is signed in; goes with every page of staff. */
export interface SignedIn {
  staff: Pick<Staff, 'id' | 'name' | 'roles'>;
  csrf: string;
}

/** A page of staff with its ways to the others. */
export function StaffMain({
  signedIn: { staff, csrf },
  title,
  children,
}: {
  signedIn: SignedIn;
  title: string;
  children: ComponentChildren;
}): VNode {
  return (
    <>
      <nav class="staff" aria-label="Staff">
        <a href="/staff">Queue</a>
        {staff.roles.includes('intake') ? <a href="/staff/requests/new">Enter a call</a> : null}
        {staff.roles.includes('administrator') ? <a href="/staff/accounts">Accounts</a> : null}
        <a href="/staff/holds">Holds</a>
        <a href="/staff/duties">Archives and exceptions</a>
        <a href="/staff/password">Password</a>
        <span class="who">
          {staff.name}: {staff.roles.map((role) => ROLE_WORDS[role]).join(', ')}
        </span>
        <SessionForm action="/staff/sign-out" csrf={csrf}>
          <button type="submit" class="quiet">
            Sign out
          </button>
        </SessionForm>
      </nav>
      <Main title={title} wide>
        {children}
      </Main>
    </>
  );
}

/** Sign-in. */
export function SignInPage({ form = EMPTY_FORM, wrong }: { form?: FormState; wrong?: string }): VNode {
  return (
    <Main title="Staff sign-in">
      {wrong ? (
        <div class="alert" role="alert">
          <p>{wrong}</p>
        </div>
      ) : null}
      <ProblemSummary form={form} labels={{ email: 'E-mail address', password: 'Password' }} />
      <form method="post" action="/staff/sign-in">
        <Field form={form} name="email" label="E-mail address" type="email" autocomplete="username" required />
        <Field form={form} name="password" label="Password" type="password" autocomplete="current-password" required />
        <button type="submit">Sign in</button>
      </form>
    </Main>
  );
}

/** Changing one's own password. */
export function PasswordPage({
  signedIn,
  form = EMPTY_FORM,
  mustChange,
}: {
  signedIn: SignedIn;
  form?: FormState;
  mustChange: boolean;
}): VNode {
  return (
    <StaffMain signedIn={signedIn} title="Change your password">
      {mustChange ? (
        <Notice tone="warn">You signed in with a one-time password. Choose your own to go on.</Notice>
      ) : null}
      <ProblemSummary form={form} labels={{ current: 'Present password', password: 'New password' }} />
      <SessionForm action="/staff/password" csrf={signedIn.csrf}>
        <Field
          form={form}
          name="current"
          label="Present password"
          type="password"
          autocomplete="current-password"
          required
        />
        <Field
          form={form}
          name="password"
          label="New password"
          type="password"
          hint="At least 12 characters"
          autocomplete="new-password"
          required
        />
        <button type="submit">Change it</button>
      </SessionForm>
    </StaffMain>
  );
}

/** The queue, nearest strict date first. */
export function QueueListPage({
  signedIn,
  page,
  filter,
  overdue,
  parked,
}: {
  signedIn: SignedIn;
  page: QueuePage;
  filter: Partial<QueueFilter>;
  overdue: number;
  parked: number;
}): VNode {
  const more = new URLSearchParams(
    Object.entries({
      ...filter,
      overdue: filter.overdue ? 'yes' : undefined,
      parked: filter.parked ? 'yes' : undefined,
      after: page.next ?? undefined,
    }).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return (
    <StaffMain signedIn={signedIn} title="Requests">
      {overdue > 0 ? (
        <Notice tone="warn">
          {overdue === 1 ? 'One answer is overdue.' : `${overdue} answers are overdue.`}{' '}
          <a href="/staff?overdue=yes">Show what is overdue</a>
        </Notice>
      ) : null}
      {parked > 0 ? (
        <Notice tone="warn">
          {parked === 1 ? 'One request stands still.' : `${parked} requests stand still.`}{' '}
          <a href="/staff?parked=yes">Show what is parked</a>
        </Notice>
      ) : null}
      <form method="get" action="/staff" class="filter">
        <Choice
          name="state"
          label="State"
          all="Open"
          value={filter.state === 'closed' ? 'closed' : ''}
          options={[['closed', 'Closed']]}
        />
        <Choice
          name="phase"
          label="Phase"
          all="All phases"
          value={filter.phase ?? ''}
          options={PHASES.map((phase) => [phase, PHASE_WORDS[phase]])}
        />
        <Choice
          name="role"
          label="Whose turn"
          all="Anyone's"
          value={filter.role ?? ''}
          options={STAFF_ROLES.map((role) => [role, ROLE_WORDS[role]])}
        />
        <span class="field tick">
          <input type="checkbox" id="overdue" name="overdue" value="yes" checked={filter.overdue} />
          <label for="overdue">Overdue only</label>
        </span>
        <span class="field tick">
          <input type="checkbox" id="parked" name="parked" value="yes" checked={filter.parked} />
          <label for="parked">Parked only</label>
        </span>
        <span class="field">
          <label for="reference">Reference</label>
          <input id="reference" name="reference" value={filter.reference} size={14} />
        </span>
        <button type="submit">Show</button>
      </form>
      <Table
        caption="Requests, nearest due first"
        head={['Reference', 'Right', 'Phase', 'Waits for', 'Received', 'Answer due', 'Flags', 'Tasks']}
        rows={page.lines.map((line) => [
          <a href={`/staff/requests/${line.reference}`}>{line.reference}</a>,
          <>
            {plain(line.right)} <small>{CHANNEL_WORDS[line.channel]}</small>
          </>,
          PHASE_WORDS[line.phase],
          WAITS_WORDS[line.waitsFor],
          line.receiptDay,
          line.dueOn ?? 'answered',
          <>
            {line.overdue ? <Badge tone="bad">Overdue</Badge> : null}
            {line.escalated && !line.overdue ? <Badge tone="warn">Escalated</Badge> : null}
            {line.held ? <Badge tone="warn">Held</Badge> : null}
            {line.disputed ? <Badge tone="bad">Disputed</Badge> : null}
            {line.parkedCode ? <Badge tone="bad">Parked: {PARKED_WORDS[line.parkedCode]}</Badge> : null}
          </>,
          String(line.openTasks),
        ])}
      />
      {page.next ? (
        <p>
          <a href={`/staff?${more.toString()}`}>Next page</a>
        </p>
      ) : null}
    </StaffMain>
  );
}

function Choice(props: {
  name: string;
  label: string;
  all: string;
  value: string;
  options: [string, string][];
}): VNode {
  return (
    <span class="field">
      <label for={props.name}>{props.label}</label>
      <select id={props.name} name={props.name}>
        <option value="">{props.all}</option>
        {props.options.map(([value, label]) => (
          <option value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </span>
  );
}

/** Accounts of staff. */
export function AccountsPage({
  signedIn,
  accounts,
  form = EMPTY_FORM,
  shown,
}: {
  signedIn: SignedIn;
  accounts: Staff[];
  form?: FormState;
  /** A one-time password, shown this once. */
  shown?: { email: string; password: string };
}): VNode {
  return (
    <StaffMain signedIn={signedIn} title="Accounts">
      {shown ? (
        <Notice tone="good">
          The one-time password of {shown.email} is <code>{shown.password}</code>. It is shown this once; it must be
          changed at the first sign-in.
        </Notice>
      ) : null}
      <ProblemSummary form={form} labels={{ email: 'E-mail address', name: 'Name', roles: 'Roles' }} />
      <Table
        caption="Accounts"
        head={['Name', 'E-mail', 'Roles', 'State', 'Change']}
        rows={accounts.map((account) => [
          account.name,
          account.email,
          account.roles.map((role) => ROLE_WORDS[role]).join(', '),
          account.disabled ? 'Closed' : account.mustChange ? 'One-time password' : 'Open',
          <div class="row">
            <SessionForm action={`/staff/accounts/${account.id}`} csrf={signedIn.csrf}>
              <input type="hidden" name="change" value={account.disabled ? 'enable' : 'disable'} />
              <button type="submit" class="quiet">
                {account.disabled ? 'Open' : 'Close'} <span class="sr">the account of {account.name}</span>
              </button>
            </SessionForm>
            <SessionForm action={`/staff/accounts/${account.id}`} csrf={signedIn.csrf}>
              <input type="hidden" name="change" value="reset-password" />
              <button type="submit" class="quiet">
                New password <span class="sr">for {account.name}</span>
              </button>
            </SessionForm>
          </div>,
        ])}
      />
      <h2>New account</h2>
      <SessionForm action="/staff/accounts" csrf={signedIn.csrf}>
        <Field form={form} name="name" label="Name" required />
        <Field form={form} name="email" label="E-mail address" type="email" required />
        <fieldset>
          <legend>Roles</legend>
          {STAFF_ROLES.map((role) => (
            <div class="field tick">
              <input type="checkbox" id={`role-${role}`} name="roles" value={role} />
              <label for={`role-${role}`}>{ROLE_WORDS[role]}</label>
            </div>
          ))}
          <p class="hint">An administrator configures and can be neither verifier nor decider.</p>
        </fieldset>
        <button type="submit">Create the account</button>
      </SessionForm>
    </StaffMain>
  );
}

/** Values that were opened on purpose: what a requester stated, or the facts of a decision. */
export function ValuesPage({
  signedIn,
  title,
  values,
  of,
  back,
}: {
  signedIn: SignedIn;
  title: string;
  values: [string, string][];
  /** In whose ledger the view is. */
  of: string;
  back: { href: string; label: string };
}): VNode {
  return (
    <StaffMain signedIn={signedIn} title={title}>
      <p class="hint">This view is recorded in the ledger of {of}.</p>
      <dl class="facts">
        {values.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href={back.href}>{back.label}</a>
      </p>
    </StaffMain>
  );
}
