import { implemented, type LawSection } from './row';

/** Section 9: limit the use of sensitive personal information. */
export const LIMIT_SECTION: LawSection = {
  title: 'Limit',
  rows: [
    implemented('limit.limitUse limit.hasUsesToLimit', {
      id: 'LIM-01',
      cite: '1798.121(a), (d); 7027(a), (m)',
      sentence:
        'The right reaches uses beyond the permitted ones; data not used to infer characteristics are outside, and the answer explains that.',
    }),
    implemented('intake.methodsOwed', {
      id: 'LIM-02',
      cite: '7027(b)-(d)',
      sentence: 'At least two methods; online, a form behind the link; no account.',
    }),
    implemented('denials.checkDenial intake.twoSteps', {
      id: 'LIM-03',
      cite: '7027(e), (f)',
      sentence:
        'No verifiable request is needed; a fraudulent one may be denied on a documented belief, which is explained.',
    }),
    implemented('flowDown.flowDown flowDown.disclosureWindow', {
      id: 'LIM-04',
      cite: '7027(g)',
      sentence:
        'Providers that use the data beyond the permitted purposes are told, and third parties that got them between request and compliance.',
      confidence: 'common-knowledge',
    }),
    implemented('optOut.mustShowHonoured', {
      id: 'LIM-05',
      cite: '7027(h)',
      sentence: 'The consumer can confirm that the request was processed.',
      effectiveFrom: '2026-01-01',
      confidence: 'unconfirmed',
    }),
    implemented('limit.limitUse limit.usesBeyondPermitted flowDown.flowDown', {
      id: 'LIM-06',
      cite: '7027(m)',
      sentence: 'Eight purposes remain permitted.',
      confidence: 'common-knowledge',
    }),
    implemented('limit.providerBound', {
      id: 'LIM-07',
      cite: '1798.121(c)',
      sentence: 'A provider is bound once told and knowing that the data are sensitive.',
    }),
    implemented('limit.isSensitiveKind', {
      id: 'LIM-08',
      cite: '1798.140(ae)',
      sentence: 'The statute lists what is sensitive, and has added to it.',
    }),
  ],
};
