import { duty, implemented, type LawSection } from './row';

/** Section 2: intake. */
export const INTAKE_SECTION: LawSection = {
  title: 'Intake',
  rows: [
    implemented('intake.methodsOwed', {
      id: 'INT-01',
      cite: '1798.130(a)(1)(A); 7020(a)',
      sentence:
        'A business that is exclusively online and deals with consumers directly needs one method for delete, correct and know: an e-mail address.',
    }),
    implemented('intake.methodsOwed intake.methodsLacking', {
      id: 'INT-02',
      cite: '1798.130(a)(1)(A), (B); 7020(b)',
      sentence:
        'Every other business offers at least two methods, one of them a toll-free number, and takes requests through its website if it has one.',
    }),
    duty('configuration', 'An in-person method was considered where consumers are met in person, events included.', {
      id: 'INT-03',
      cite: '7020(c)',
      sentence: 'Where consumers are dealt with in person, an in-person method is considered.',
      confidence: 'common-knowledge',
    }),
    implemented('intake.twoSteps', {
      id: 'INT-04',
      cite: '7020(d)',
      sentence: 'An online deletion may be asked for in two steps; the clock runs from the first.',
      confidence: 'common-knowledge',
    }),
    implemented('intake.misdirected', {
      id: 'INT-05',
      cite: '7020(e)',
      sentence:
        'A request by another way, or deficient otherwise than in verification, is treated as properly submitted or the consumer is told how to mend it.',
      confidence: 'common-knowledge',
    }),
    implemented('intake.periodChoiceOwed intake.intakeFields', {
      id: 'INT-06',
      cite: '7020',
      sentence: 'Where data are kept longer than 12 months, the know form lets the consumer ask back to 2022-01-01.',
      effectiveFrom: '2026-01-01',
      confidence: 'reported',
    }),
    implemented('intake.mayRequireAccount', {
      id: 'INT-07',
      cite: '1798.130(a)(2)(A)',
      sentence: 'An existing account may have to be used for a verifiable request; nobody is made to create one.',
    }),
    implemented('intake.intakeFields intake.mayRequireAccount', {
      id: 'INT-08',
      cite: '1798.135(c)(1); 7026(c); 7027(d)',
      sentence: 'An opt-out or limit asks for the least that finds the record, and for no account.',
    }),
    duty(
      'configuration',
      'Pages and letters are plain, accessible, in the languages normally used, and free of dark patterns.',
      {
        id: 'INT-09',
        cite: '7003, 7004',
        sentence:
          'Every screen and message is plain and accessible, and the way to opt out is no longer or harder than the way to opt in.',
        confidence: 'common-knowledge',
      },
    ),
    duty('staff', 'Whoever handles inquiries is trained in all rights and how to direct consumers.', {
      id: 'INT-10',
      cite: '1798.130(a)(6); 1798.135(c)(3); 7100',
      sentence: 'Staff who handle inquiries know every right and how consumers exercise it.',
    }),
  ],
};
