import { implemented, duty, type LawSection } from './row';

/** Section 4: agents, minors, households. */
export const PERSONS_SECTION: LawSection = {
  title: 'Agents, minors, households',
  rows: [
    implemented('agents.assessAgent', {
      id: 'AGT-01',
      cite: '7063(a)',
      sentence:
        'An agent may have to show signed permission, and the consumer may have to do one of two things: verify themselves or confirm the permission.',
    }),
    implemented('agents.assessAgent', {
      id: 'AGT-02',
      cite: '7063(b)',
      sentence: 'With a power of attorney nothing more is asked; none may be required.',
    }),
    implemented('agents.assessAgent', {
      id: 'AGT-03',
      cite: '7026(j), 7027(j)',
      sentence:
        "An agent's opt-out or limit may be denied only for want of signed permission; the consumer is not approached, and a signal needs none.",
    }),
    duty(
      'recipient',
      'The answer to an agent says that the data may be used for the request, verification and fraud prevention only.',
      {
        id: 'AGT-04',
        cite: '7063(c), (d)',
        sentence: 'An agent secures the data and uses them for the request, verification and fraud prevention alone.',
      },
    ),
    implemented('agents.mayRequest', {
      id: 'AGT-05',
      cite: '1798.140(ak)',
      sentence:
        'The consumer, a parent, an authorised natural person or registered person, a holder of a power of attorney and a conservator may ask.',
    }),
    implemented('minors.saleNeedsOptIn disclosureGate.barsDisclosure', {
      id: 'MIN-01',
      cite: '1798.120(c)',
      sentence:
        'Data of a consumer known to be under 16 are not sold or shared without an opt-in, under 13 a parent’s.',
    }),
    implemented('minors.minorOptIn', {
      id: 'MIN-02',
      cite: '7070(a)',
      sentence: 'The opt-in for a child under 13 comes by a documented method that shows a parent gave it.',
      confidence: 'common-knowledge',
    }),
    implemented('minors.parentProofNeeded', {
      id: 'MIN-03',
      cite: '7070(c)',
      sentence:
        'Whoever asks to know, delete or correct for a child under 13 is established to be the parent or guardian.',
      confidence: 'common-knowledge',
    }),
    implemented('minors.minorOptIn', {
      id: 'MIN-04',
      cite: '7071',
      sentence: 'A consumer of 13 to 15 opts in in two steps and is told of the right to opt out.',
      confidence: 'common-knowledge',
    }),
    implemented('minors.minorDataSensitive', {
      id: 'MIN-05',
      cite: '7001',
      sentence: 'Data of a consumer known to be under 16 are sensitive.',
      effectiveFrom: '2026-01-01',
      confidence: 'common-knowledge',
    }),
    implemented('scope.reaches', {
      id: 'HH-01',
      cite: '1798.145(p)',
      sentence: 'Household data are outside the rights to know, delete and correct.',
    }),
    implemented('scope.reaches', {
      id: 'HH-02',
      cite: '1798.145(k)',
      sentence: 'Specific pieces, deletion and correction do not reach data that belong to another natural person.',
    }),
  ],
};
