import { duty, implemented, type LawSection } from './row';

/** Section 7: correct. */
export const CORRECT_SECTION: LawSection = {
  title: 'Correct',
  rows: [
    implemented('proofs.whenUnverified', {
      id: 'COR-01',
      cite: '7023(a)',
      sentence: 'An unverified correction may be denied, and says that identity could not be verified.',
    }),
    implemented('correct.mayDenyAsAccurate correct.circumstancesLacking', {
      id: 'COR-02',
      cite: '7023(b)',
      sentence:
        'A correction is denied only where the datum is more likely than not accurate, on the totality of the circumstances.',
    }),
    implemented('correct.correctionOwes flowDown.flowDown', {
      id: 'COR-03',
      cite: '7023(c)',
      sentence: 'The correction is made, stays made, and every service provider and contractor is told.',
    }),
    implemented('correct.mayRequireDocuments correct.circumstancesLacking intake.intakeFields', {
      id: 'COR-04',
      cite: '7023(d)',
      sentence:
        'All documents of the consumer are considered; they are required only where needed to rebut the business’s own.',
    }),
    implemented('correct.mayDeleteInstead', {
      id: 'COR-05',
      cite: '7023(e)',
      sentence: 'The datum may be deleted instead where that harms nobody or the consumer agrees.',
    }),
    implemented('denials.checkDenial', {
      id: 'COR-06',
      cite: '7023(f)(1), (2)',
      sentence: 'A denial gives its basis, with detailed facts where effort is the reason.',
    }),
    implemented('correct.healthStatement', {
      id: 'COR-07',
      cite: '7023(f)(3); 1798.185(a)(8)(D)',
      sentence: 'A consumer whose health data are not corrected may file a statement of 250 words for each item.',
    }),
    implemented('denials.checkDenial', {
      id: 'COR-08',
      cite: '7023(h)',
      sentence: 'A fraudulent or abusive correction may be denied on a documented belief, which is explained.',
      confidence: 'common-knowledge',
    }),
    implemented('correct.sourceDuty', {
      id: 'COR-09',
      cite: '7023(i)',
      sentence: 'A business that is not the source names it, or tells it that the datum was wrong.',
      effectiveFrom: '2026-01-01',
      confidence: 'unconfirmed',
    }),
    implemented('correct.confirmation', {
      id: 'COR-10',
      cite: '7023(j)',
      sentence:
        'On request the consumer is shown the data to confirm the correction, and that counts as no know request.',
      confidence: 'unconfirmed',
    }),
    implemented('correct.correctionOwes', {
      id: 'COR-11',
      cite: '7023(k)',
      sentence: 'Measures that keep data corrected count towards compliance.',
    }),
    duty('staff', 'Corrections are made as the consumer directs, with commercially reasonable efforts.', {
      id: 'COR-12',
      cite: '1798.106(c)',
      sentence: 'The standard is commercially reasonable efforts, as directed by the consumer.',
    }),
  ],
};
