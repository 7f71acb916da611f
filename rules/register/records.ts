import { implemented, outOfScope, type LawSection } from './row';

/** Section 13: records, metrics, Shine the Light. */
export const RECORDS_SECTION: LawSection = {
  title: 'Records, metrics, Shine the Light',
  rows: [
    implemented('records.recordKeptThrough', {
      id: 'REC-01',
      cite: '7101(a)',
      sentence: 'Every business keeps records of requests and answers for 24 months, counted from closing.',
      confidence: 'common-knowledge',
    }),
    implemented('records.recordLacks', {
      id: 'REC-02',
      cite: '7101(b)',
      sentence:
        'A record states date, nature and manner of the request, date and nature of the response, and the basis of a denial.',
      confidence: 'common-knowledge',
    }),
    implemented('records.mayUseRecord', {
      id: 'REC-03',
      cite: '7101(c)-(e)',
      sentence: 'Records serve to review compliance and legal duties alone, and hold no more than they need.',
      confidence: 'common-knowledge',
    }),
    implemented('metrics.metricsOwed metrics.metricsOf', {
      id: 'MET-01',
      cite: '7102(a)(1)',
      sentence:
        'A business with ten million consumers counts requests received, complied with and denied by right, and the median or mean days.',
    }),
    implemented('metrics.metricsOf', {
      id: 'MET-02',
      cite: '7102(a)(2)',
      sentence: 'It publishes them in or from its policy, and may add denials by reason.',
    }),
    outOfScope('Only California residents are counted; a business that counts all individuals compiles that itself.', {
      id: 'MET-03',
      cite: '7102(b)',
      sentence: 'Metrics may be compiled for all individuals, and are then broken out on request.',
      confidence: 'common-knowledge',
    }),
    implemented('metrics.metricsOf', {
      id: 'MET-04',
      cite: 'our own',
      sentence:
        'Signals are counted apart from form opt-outs, partial answers once, and days to the substantive response.',
    }),
    implemented('shineTheLight.shineApplies', {
      id: 'STL-01',
      cite: '1798.83',
      sentence:
        'A for-profit business of 20 employees that disclosed customers’ data for direct marketing of others in the year before answers.',
      effectiveFrom: '2005-01-01',
      confidence: 'reported',
    }),
    implemented('shineTheLight.shineAnswer shineTheLight.shineYear', {
      id: 'STL-02',
      cite: '1798.83(a), (b)',
      sentence: 'The answer gives categories, and names and addresses of the third parties.',
      effectiveFrom: '2005-01-01',
      confidence: 'reported',
    }),
    implemented('counters.shineOwed', {
      id: 'STL-03',
      cite: '1798.83(c)(1)',
      sentence: 'It is owed once in a calendar year for each customer.',
      effectiveFrom: '2005-01-01',
      confidence: 'reported',
    }),
    implemented('shineTheLight.shineAnswer', {
      id: 'STL-04',
      cite: '1798.83(c)(2)',
      sentence: 'A business with a policy of choice may answer with notice of that right and a free way to use it.',
      effectiveFrom: '2005-01-01',
      confidence: 'reported',
    }),
    implemented('shineTheLight.shineDueOn intake.intakeFields proofs.mayAskProof', {
      id: 'STL-05',
      cite: '1798.83(b), 1798.84',
      sentence: 'An address is designated and linked; it has its own clock and no identity tiers.',
      effectiveFrom: '2005-01-01',
      confidence: 'reported',
    }),
  ],
};
