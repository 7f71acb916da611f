import { outOfScope, type LawSection } from './row';

const DROP = 'Data brokers only: DROP is a procedure of its own, registered and switched off.';

/** Section 14: Delete Act. */
export const DROP_SECTION: LawSection = {
  title: 'Delete Act, DROP',
  rows: [
    outOfScope(DROP, {
      id: 'DRP-01',
      cite: '1798.99.86; 7612',
      sentence: 'Access DROP at least every 45 calendar days, act within 45 days of download.',
      effectiveFrom: '2026-08-01',
      confidence: 'reported',
    }),
    outOfScope(DROP, {
      id: 'DRP-02',
      cite: '7612',
      sentence: 'Select every DROP list that matches identifiers held.',
      effectiveFrom: '2026-08-01',
      confidence: 'reported',
    }),
    outOfScope(DROP, {
      id: 'DRP-03',
      cite: '7613',
      sentence: 'Each download holds only what is new, and what was removed.',
      effectiveFrom: '2026-08-01',
      confidence: 'reported',
    }),
    outOfScope(DROP, {
      id: 'DRP-04',
      cite: '7613',
      sentence: 'Identifiers are standardised and hashed as the specification says.',
      effectiveFrom: '2026-08-01',
      confidence: 'unconfirmed',
    }),
    outOfScope(DROP, {
      id: 'DRP-05',
      cite: '7614',
      sentence: 'Status codes are reported back.',
      effectiveFrom: '2026-08-01',
      confidence: 'reported',
    }),
    outOfScope(DROP, {
      id: 'DRP-06',
      cite: '1798.99.86',
      sentence: 'A match is deleted again every 45 days and never sold afresh.',
      effectiveFrom: '2026-08-01',
      confidence: 'common-knowledge',
    }),
    outOfScope(DROP, {
      id: 'DRP-07',
      cite: '1798.99.86(c)(1)(B)',
      sentence: 'An unverifiable DROP request is processed as an opt-out.',
      effectiveFrom: '2026-08-01',
      confidence: 'reported',
    }),
    outOfScope(DROP, {
      id: 'DRP-08',
      cite: '1798.99.86',
      sentence: 'A broker verifies nothing, acknowledges nothing and extends nothing.',
      effectiveFrom: '2026-08-01',
      confidence: 'common-knowledge',
    }),
    outOfScope(DROP, {
      id: 'DRP-09',
      cite: '1798.99.82, 1798.99.85',
      sentence: 'Brokers register by January 31, are audited every three years and pay by the day.',
      effectiveFrom: '2026-08-01',
      confidence: 'reported',
    }),
    outOfScope(DROP, {
      id: 'DRP-10',
      cite: '1798.99.86',
      sentence: 'A consumer’s cancellation ends suppression through the removed-identifiers feed alone.',
      effectiveFrom: '2026-08-01',
      confidence: 'reported',
    }),
  ],
};
