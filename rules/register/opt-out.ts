import { duty, implemented, outOfScope, type LawSection } from './row';

/** Section 8: opt-out, signals, opt-in. */
export const OPT_OUT_SECTION: LawSection = {
  title: 'Opt-out, signals, opt-in',
  rows: [
    implemented('intake.methodsOwed', {
      id: 'OPT-01',
      cite: '7026(a)',
      sentence: 'At least two methods; online, the preference signal and a form behind the link.',
    }),
    implemented('intake.twoSteps intake.intakeFields', {
      id: 'OPT-02',
      cite: '7026(b), (c), (d)',
      sentence: 'Opting out is easy, takes few steps, no account and no confirmation.',
      confidence: 'common-knowledge',
    }),
    implemented('denials.checkDenial', {
      id: 'OPT-03',
      cite: '7026(e)',
      sentence: 'A fraudulent opt-out may be denied on a documented belief, which is explained.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.optOutCovers disclosureGate.barsDisclosure', {
      id: 'OPT-04',
      cite: '7026(f)(1)',
      sentence: 'Sale and sharing cease in every channel tied to the consumer.',
      confidence: 'reported',
    }),
    implemented('flowDown.flowDown flowDown.disclosureWindow', {
      id: 'OPT-05',
      cite: '7026(f)(2)',
      sentence: 'Third parties that got the data between request and compliance are told to comply and to forward.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.mustShowHonoured', {
      id: 'OPT-06',
      cite: '7026(g)',
      sentence: 'The consumer can confirm that the opt-out was processed.',
      effectiveFrom: '2026-01-01',
      confidence: 'reported',
    }),
    implemented('deletion.mayOfferParts', {
      id: 'OPT-07',
      cite: '7026(h)',
      sentence: 'Choices by use may be offered beside one opt-out of all.',
    }),
    duty('recipient', 'The notice tells third parties that a forwarded request binds them as it binds us.', {
      id: 'OPT-08',
      cite: '7052(a)',
      sentence: 'A third party that is told complies as the business would.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.mayUseOptOutData', {
      id: 'OPT-09',
      cite: '1798.135(c)(6)',
      sentence: 'What an opt-out states is used to comply and for nothing else.',
    }),
    duty('recipient', 'After notice, recipients use the data only for the business’s own purposes.', {
      id: 'OPT-10',
      cite: '1798.135(f), (g)',
      sentence: 'After notice a recipient uses the data for the business’s specified purposes alone.',
    }),
    implemented('optOut.optOutCovers', {
      id: 'GPC-01',
      cite: '7025(b), (c)(1)',
      sentence: 'A preference signal is a valid opt-out for the device, its profile and, if known, the consumer.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.onSignal', {
      id: 'GPC-02',
      cite: '7025(c)(2)',
      sentence: 'More may be asked but never required; without a reply the signal is processed.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.mustShowHonoured', {
      id: 'GPC-03',
      cite: '7025(c)',
      sentence: 'It is shown whether the signal was honoured.',
      effectiveFrom: '2026-01-01',
      confidence: 'reported',
    }),
    implemented('optOut.onSignal', {
      id: 'GPC-04',
      cite: '7025(c)(3)',
      sentence: 'A signal against stored consent is processed; the consumer may be asked.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.onSignal', {
      id: 'GPC-05',
      cite: '7025(c)(4)',
      sentence:
        'A signal against an incentive programme may be ignored as to that programme only where the consumer was asked and did not affirm.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.onSignal', {
      id: 'GPC-06',
      cite: '7025(c)(5)',
      sentence: 'No signal is no consent.',
      confidence: 'common-knowledge',
    }),
    outOfScope('A duty of browsers: expect more signals from 2027-01-01.', {
      id: 'GPC-07',
      cite: '1798.136',
      sentence: 'Browsers offer a built-in signal.',
      effectiveFrom: '2027-01-01',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.optedIn optOut.confirmBy decisions.phasesFor intake.twoSteps', {
      id: 'OIN-01',
      cite: '7028(a)',
      sentence: 'An opt-in after an opt-out takes two steps.',
      confidence: 'common-knowledge',
    }),
    implemented('counters.mayAskAgain', {
      id: 'OIN-02',
      cite: '7028(b), (c)',
      sentence: 'A transaction that needs the sale or use may say so and how to opt in, within the 12 months too.',
      confidence: 'common-knowledge',
    }),
  ],
};
