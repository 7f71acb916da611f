import type { StaffRole, TaskKind } from '../rules/codes';
import { type Block, type Document, link, list } from './document';
import { ENGLISH } from './en';
import { documentHtml } from './html';
import type { ComposedMail } from './recipient-mail';
import { documentText } from './text';

/** What is wanted of a member of staff, by kind of task. */
const WANTED: Record<TaskKind, string> = {
  verify: 'check who is asking, and approve or refuse the verification',
  'post-copy': 'print a copy, post it, and say on which day it left',
  'review-copy': 'say which values of a copy are left out because they belong to others',
  'decide-correction': 'decide what is corrected',
  'decide-exceptions': 'decide what is kept and what is deleted',
  'identity-disputed': 'somebody said "this was not me": find out, and clear the dispute or refuse',
  'system-down': 'a system does not answer: retry it, or supply the result by hand',
  'plan-differs': 'carrying out would differ from the plan that was seen: look again and decide',
  'recipient-silent': 'a recipient has not answered: get in touch with it',
  'recipient-refused': 'a recipient refused the instruction: look at its answer',
  'disclosure-incident': 'data went to a recipient although they must not: find out how, and stop it',
  'notice-late': 'an instruction may leave the queue of a recipient too late: tell the recipient another way',
  'recheck-failed': 'something deleted was found again: look into it',
  overdue: 'the answer is overdue: send it',
  'letter-undelivered': 'a letter did not arrive: find another way',
  'hold-review': 'a hold is to be reviewed: renew it with facts, or release it',
  'bare-signal': 'a message came without a decision behind it: find out who sent it',
  'repeat-request': 'the same was answered before, as often as it is owed: refuse it, or let it go on',
  'exception-ends': 'an exception ends: renew it with its facts, or the data go on that day',
  'check-paper': 'read the paper of an agent, and accept or refuse it',
  'permission-missing': 'an agent has not shown the signed permission: deny the request, or let it stand',
  'restore-undecided': 'a restored archive brought something back: decide what is erased',
};

const ROLE: Record<StaffRole, string> = {
  intake: 'intake',
  verifier: 'verification',
  decider: 'decisions',
  administrator: 'administration',
  auditor: 'audit',
};

/** From this level on a task is marked as pressing. */
const PRESSING = 2;

/** A task that waits. Names nobody. */
export interface StaffTask {
  /** The request's reference. */
  reference: string;
  kind: TaskKind;
  /** Strict due day, `YYYY-MM-DD`; null where the request is answered. */
  dueOn: string | null;
  /** 0 not yet pressing, to 3 the statutory moment itself. */
  level: number;
}

/** A digest for one role. */
export interface StaffDigestInput {
  businessName: string;
  /** Base of the links, without a trailing slash. */
  baseUrl: string;
  role: StaffRole;
  tasks: StaffTask[];
  /** How many more wait than are named here. */
  more?: number;
}

/** The digest of what waits for a role: nearest first, reference and due date, no person (decisions.md E4, A2). */
export function composeStaffMail(input: StaffDigestInput): ComposedMail {
  const tasks = [...input.tasks].sort(nearestFirst);
  const total = tasks.length + (input.more ?? 0);
  const overdue = tasks.filter(isOverdue).length;
  const subject = [
    `${total} ${total === 1 ? 'task waits' : 'tasks wait'} for ${ROLE[input.role]}`,
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
  ].join(', ');
  const blocks: Block[] = [
    list(tasks.map((task) => taskText(task, input.baseUrl))),
    ...(input.more ? [{ type: 'paragraph', text: `And ${input.more} more, in the list.` } satisfies Block] : []),
    link('Open the list', `${input.baseUrl}/staff`),
  ];
  const document: Document = {
    language: ENGLISH.tag,
    from: input.businessName,
    about: `For ${ROLE[input.role]}`,
    title: subject,
    sections: [{ statements: [{ id: 'tasks', blocks }] }],
  };
  return { subject, text: documentText(document), html: documentHtml(document) };
}

const isOverdue = (task: StaffTask): boolean => task.kind === 'overdue';

/** Overdue before due, the nearest date first, undated last, then the highest level. */
function nearestFirst(a: StaffTask, b: StaffTask): number {
  const rank = (task: StaffTask): string => `${isOverdue(task) ? 0 : 1} ${task.dueOn ?? '9999'} ${9 - task.level}`;
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0;
}

function taskText(task: StaffTask, baseUrl: string): string {
  const due = task.dueOn === null ? '' : `, ${isOverdue(task) ? 'was due' : 'due'} ${ENGLISH.date(task.dueOn)}`;
  const mark = isOverdue(task) ? 'OVERDUE: ' : task.level >= PRESSING ? 'PRESSING: ' : '';
  return `${mark}${task.reference}${due}: ${WANTED[task.kind]}\n${baseUrl}/staff/requests/${task.reference}`;
}
