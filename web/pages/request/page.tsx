import type { VNode } from 'preact';
import { Badge, Facts, Notice, SessionForm } from '../../parts';
import { RIGHT_PAGES } from '../../rights';
import {
  CHANNEL_WORDS,
  dayWords,
  momentWords,
  OUTCOME_WORDS,
  PHASE_WORDS,
  REFUSAL_WORDS,
  RIGHT_WORDS,
  ROLE_WORDS,
  WAITS_WORDS,
} from '../../words';
import { StaffMain } from '../staff';
import { Agent } from './agent';
import { Clocks } from './clocks';
import { DecisionForms } from './decision-forms';
import { Decisions } from './decisions';
import { Rules } from './explanation';
import { Documents } from './documents';
import { Letters } from './letters';
import { Holds } from './holds';
import { Parked } from './parked';
import { type DetailProps, Part } from './part';
import { Evidence, Ledger } from './record';
import { Tasks } from './tasks';
import { TemporalSession } from './temporal';

const TOLD = {
  claimed: 'The decision is carried out.',
  recorded: 'The decision is recorded. The request hears of it as soon as its worker answers.',
  'awaiting-second': 'The decision is recorded and waits for a second person.',
  refused: 'The decision was refused.',
  restarted: 'The workflow was started anew. It goes on from what is recorded here.',
} as const;

/**
 * One request, for staff: no person on it but behind buttons that are recorded. What a right has of its own stands in
 * `web/rights/`.
 */
export function DetailPage(props: DetailProps): VNode {
  const { signedIn, detail, told } = props;
  const { request } = detail;
  const ofRight = RIGHT_PAGES[request.right].parts;
  const mayView = signedIn.staff.roles.some((role) => role === 'verifier' || role === 'decider');
  return (
    <StaffMain signedIn={signedIn} title={`Request ${request.reference}`}>
      {told ? (
        <Notice tone={told.mark === 'refused' ? 'warn' : 'good'}>
          {TOLD[told.mark]} {told.refusal ? REFUSAL_WORDS[told.refusal] : ''}
        </Notice>
      ) : null}
      <p class="flags">
        <Badge>{PHASE_WORDS[request.phase]}</Badge>
        {request.overdue && !request.answered_at ? <Badge tone="bad">Overdue</Badge> : null}
        {request.escalated ? <Badge tone="warn">Escalated</Badge> : null}
        {request.held ? <Badge tone="warn">Held</Badge> : null}
        {request.held_in_part ? <Badge tone="warn">Held in part</Badge> : null}
        {request.disputed ? <Badge tone="bad">Disputed: "this was not me"</Badge> : null}
        {request.parked_code ? <Badge tone="bad">Parked</Badge> : null}
        {request.late ? <Badge tone="bad">Answered late</Badge> : null}
        {request.outcome ? <Badge tone="good">{OUTCOME_WORDS[request.outcome]}</Badge> : null}
      </p>
      <Facts
        rows={[
          ['Right', RIGHT_WORDS[request.right]],
          ['Channel', CHANNEL_WORDS[request.channel]],
          ['Received', `${dayWords(request.receipt_day)} (Los Angeles), ${momentWords(request.received_at)}`],
          ['Answer due', request.due_on ? dayWords(request.due_on) : 'Answered'],
          ['Waits for', WAITS_WORDS[request.waits_for]],
          ['Whose turn', request.assigned_role ? ROLE_WORDS[request.assigned_role] : '-'],
          ['Round', String(request.round)],
          request.grace_ends_at ? ['Grace period ends', momentWords(request.grace_ends_at)] : null,
          request.answered_at ? ['Answered', momentWords(request.answered_at)] : null,
          request.closed_at ? ['Closed', momentWords(request.closed_at)] : null,
          ['Temporal', <a href={props.temporalUrl}>Open the workflow in the Temporal Web UI</a>],
        ]}
      />
      {mayView ? (
        <SessionForm action={`/staff/requests/${request.reference}/person`} csrf={signedIn.csrf}>
          <button type="submit" class="second">
            Show what the requester stated
          </button>
          <span class="hint"> Recorded in the ledger.</span>
        </SessionForm>
      ) : null}
      <Parked {...props} />
      <TemporalSession signedIn={signedIn} reference={request.reference} codecUrl={props.codecUrl} />
      <Tasks {...props} />
      <Part title="What can be decided">
        <DecisionForms
          signedIn={signedIn}
          detail={detail}
          labels={props.labels}
          systems={props.systems}
          sent={props.sent}
        />
      </Part>
      <Holds {...props} />
      <Clocks {...props} />
      <Agent {...props} />
      {ofRight.map((RightPart) => (
        <RightPart {...props} />
      ))}
      <Rules {...props} />
      <Documents {...props} />
      <Letters {...props} />
      <Decisions {...props} />
      <Evidence {...props} />
      <Ledger {...props} />
    </StaffMain>
  );
}
