import { implemented, outOfScope, type LawSection } from './row';

/** Section 6: delete. */
export const DELETE_SECTION: LawSection = {
  title: 'Delete',
  rows: [
    implemented('scope.reaches', {
      id: 'DEL-01',
      cite: '1798.105(a)',
      sentence:
        'The right reaches what the business collected from the consumer; we delete everything held unless a setting narrows it.',
    }),
    implemented('deletion.complies', {
      id: 'DEL-02',
      cite: '7022(b)(1)',
      sentence:
        'Data are erased from existing systems, deidentified or aggregated; a flag on the row is none of these.',
    }),
    implemented('flowDown.flowDown flowDown.excusePossible', {
      id: 'DEL-03',
      cite: '7022(b)(2); 1798.105(c)(1)',
      sentence: 'Every service provider and contractor is told to delete, without excuse.',
    }),
    implemented('flowDown.flowDown flowDown.excusePossible', {
      id: 'DEL-04',
      cite: '7022(b)(3); 1798.105(c)(1)',
      sentence:
        'Every third party to whom the data were sold or shared is told, unless that is impossible or disproportionate, with detailed facts.',
    }),
    implemented('deletion.archiveDuty duties.restorableUntil duties.rotatedOutThrough', {
      id: 'DEL-05',
      cite: '7022(d)',
      sentence: 'An archive may wait until it is restored, accessed or used; then the deletion is applied first.',
    }),
    implemented('letters.requiredStatements', {
      id: 'DEL-06',
      cite: '7022(e); 1798.105(c)(2)',
      sentence: 'The consumer is told whether the business complied and that a record is kept.',
    }),
    implemented('exceptions.exceptionsInForce denials.checkDenial duties.endedThrough duties.mayRenewTo', {
      id: 'DEL-07',
      cite: '7022(f)',
      sentence:
        'A denial gives its detailed basis, the rest is deleted, and what is kept is used for that purpose alone.',
      confidence: 'common-knowledge',
    }),
    implemented('proofs.whenUnverified', {
      id: 'DEL-08',
      cite: '7022(a)',
      sentence:
        'An unverified deletion may be denied, and says that identity could not be verified; it opts nobody out by itself.',
    }),
    implemented('deletion.asksOptOut proofs.whenUnverified', {
      id: 'DEL-09',
      cite: '7022(g)',
      sentence: 'A denied deletion asks a consumer whose data are sold or shared whether to opt out.',
      confidence: 'common-knowledge',
    }),
    implemented('deletion.mayOfferParts', {
      id: 'DEL-10',
      cite: '7022(h)',
      sentence: 'Partial deletion may be offered beside a more prominent choice to delete all.',
      confidence: 'common-knowledge',
    }),
    implemented('deletion.deleteInstruction', {
      id: 'DEL-11',
      cite: '7022(c); 1798.105(c)(3)',
      sentence: 'A provider that is told deletes, and tells its own providers.',
    }),
    implemented('deletion.mayReimport', {
      id: 'DEL-12',
      cite: '7022',
      sentence: 'Measures see to it that what was deleted stays deleted.',
      effectiveFrom: '2026-01-01',
      confidence: 'unconfirmed',
    }),
    outOfScope('Student grades and yearbooks: publishers and event organisers hold none.', {
      id: 'DEL-13',
      cite: '1798.145(q)(1), (r)',
      sentence: 'Student grades held for an education agency and certain yearbook items are exempt.',
    }),
  ],
};
