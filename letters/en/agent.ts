import { type Draft, link, list, say, type Section, section, sections, type Statement } from '../document';
import type { AgentNote, Facts } from '../facts';
import type { Ask } from './asks';
import { reachUs } from './shared';
import { date } from './words';

/** Stands before every letter that goes to an agent: about whom it speaks, and what the agent may do with it (AGT-04). */
export function toAgent({ permissionBy, statusUrl }: AgentNote): Section {
  return {
    statements: [
      say(
        'to-agent',
        'You asked us on behalf of another person. Where this letter says "you" or "your information", it means that person. What you learn from us you may use only for this request, to verify it and to prevent fraud, and you must keep it safe.',
      ),
      ...(permissionBy === undefined
        ? []
        : [
            say(
              'agent-permission-by',
              `We have not seen the signed permission of that person so far. Please hand it in by ${date(permissionBy)}. Without it we may take back what was done on this request.`,
              ...(statusUrl === undefined ? [] : [link('Hand in the permission', statusUrl)]),
            ),
          ]),
    ],
  };
}

/** How an agent's proof goes: the same for every agent (decisions.md B6). */
export function agentProcess(by: string): Statement {
  return say(
    'verification-process',
    'Before we act, we check that the person for whom you act has allowed you to ask. This goes the same way for every agent:',
    list([
      `You hand in the permission that this person has signed, or a power of attorney under the California Probate Code, by ${date(by)}. You do so on the page of your request.`,
      'A member of our staff reads it. If it does not do, we tell you what is missing.',
      'With a signed permission, we then ask the person for one thing: to confirm it, or to show us who they are. With a power of attorney we ask the person for nothing.',
    ]),
  );
}

/** What was missing when an agent's request was refused. */
export function agentLacking(lacking: 'paper' | 'consumer'): Statement {
  return say(
    'agent-lacking',
    lacking === 'paper'
      ? 'What is missing: the permission that the person signed, or a power of attorney under the California Probate Code.'
      : 'What is missing: the one step that we asked the person themselves to take.',
  );
}

/** To the consumer, at the address that the agent gave: the one step that may be asked (AGT-01). */
export const permissionConfirmation =
  (ask: Ask) =>
  (facts: Facts<'permission-confirmation'>): Draft => ({
    subject: `Somebody asks us on your behalf (${facts.reference})`,
    title: 'Did you allow this?',
    sections: sections(
      section(
        undefined,
        say(
          'permission-asked',
          `On ${date(facts.receivedOn)} we received a request ${ask.theirs}. ${facts.agentName} made it and says that you allowed them to. ${
            facts.step === 'confirmation'
              ? 'Please tell us whether you did.'
              : 'Please show us that you are the person it is about, by answering through this message.'
          } We need your answer by ${date(facts.neededBy)}. We ask you for nothing else.`,
        ),
        say(
          'permission-answer',
          'Answer on this page. If you allowed nothing, say so there: we will stop, and a person will look into it.',
          link('Answer', facts.answerUrl),
        ),
        reachUs(facts),
      ),
    ),
  });
