import { duty, implemented, type LawSection } from './row';

/** Section 1: clocks. */
export const CLOCKS_SECTION: LawSection = {
  title: 'Clocks',
  rows: [
    implemented('clocks.clocksFor schedule.milestonesFor', {
      id: 'CLK-01',
      cite: '7021(a)',
      sentence:
        'Receipt of a request to delete, correct or know is confirmed within 10 business days, with the verification process and when to expect an answer; it waits for no verification.',
    }),
    implemented('clocks.clocksFor', {
      id: 'CLK-02',
      cite: '7021(b); 1798.130(a)(2)(A)',
      sentence: 'The answer is due within 45 calendar days from receipt, and the clock never pauses.',
    }),
    implemented('clocks.clocksFor authority.mayExtend', {
      id: 'CLK-03',
      cite: '7021(b); 1798.130(a)(2)(A); 1798.145(h)(1)',
      sentence:
        'One extension to a total of 90 days is possible where reasonably necessary, told with its reason before day 45 ends.',
    }),
    implemented('authority.mayTimerRefuse proofs.whenUnverified', {
      id: 'CLK-04',
      cite: '7021(b)',
      sentence:
        'A request whose consumer cannot be verified within 45 days may be denied, and the consumer is told so; it never expires in silence.',
    }),
    implemented('clocks.clocksFor', {
      id: 'CLK-05',
      cite: '7026(f)(1)',
      sentence:
        'After an opt-out, sale and sharing cease as soon as feasible and within 15 business days at most; there is no extension.',
      confidence: 'reported',
    }),
    implemented('clocks.clocksFor', {
      id: 'CLK-06',
      cite: '7027(g)(1)',
      sentence:
        'After a limit request, the use and disclosure of sensitive data beyond the permitted purposes cease within 15 business days at most.',
      confidence: 'common-knowledge',
    }),
    duty(
      'configuration',
      'No automated decision-making of the kind is run, or its opt-out is handled elsewhere within 15 business days.',
      {
        id: 'CLK-07',
        cite: '7221(n)',
        sentence:
          'After an opt-out of automated decision-making, the processing stops within 15 business days and providers are told.',
        effectiveFrom: '2027-01-01',
        confidence: 'unconfirmed',
      },
    ),
    implemented('clocks.clocksFor counters.mayAskAgain', {
      id: 'CLK-08',
      cite: '1798.135(c)(4); 7026(k); 7027(l)',
      sentence: 'For at least 12 months after an opt-out or limit, the consumer is not asked to consent again.',
    }),
    implemented('counters.mayAskMinorAgainFrom', {
      id: 'CLK-09',
      cite: '1798.135(c)(5)',
      sentence: 'A consumer under 16 who declined to opt in is not asked again for 12 months, or until 16.',
    }),
    implemented('counters.mayOfferAgainFrom', {
      id: 'CLK-10',
      cite: '1798.125(b)(3)',
      sentence: 'A financial incentive that was refused is not offered again for 12 months.',
    }),
    implemented('counters.knowOwed', {
      id: 'CLK-11',
      cite: '1798.130(b)',
      sentence:
        'A business need not answer more than two know requests of a consumer in 12 months; no other right has such a cap.',
    }),
    implemented('counters.isRepeatedCorrection', {
      id: 'CLK-12',
      cite: '7023(g)',
      sentence:
        'A correction of what was denied within six months before may be denied as a repeat, unless new documents come with it.',
      confidence: 'common-knowledge',
    }),
    implemented('counters.lawEnforcementHoldUntil deletion.holdStops holds.holdDaysFit disclosureGate.barsDisclosure', {
      id: 'CLK-13',
      cite: '1798.145(a)',
      sentence:
        'At the direction of law enforcement, data are not deleted for 90 days, renewable for good cause, and are used for nothing else.',
    }),
    implemented('records.recordKeptThrough', {
      id: 'CLK-14',
      cite: '7101(a)',
      sentence: 'The record of a request and its answer is kept for at least 24 months.',
      confidence: 'common-knowledge',
    }),
    implemented('metrics.metricsOwed', {
      id: 'CLK-15',
      cite: '7102(a)(2)',
      sentence: 'A business with ten million consumers publishes its metrics of a calendar year by July 1 of the next.',
    }),
    implemented('clocks.clockFrom', {
      id: 'CLK-16',
      cite: '7051(a), 7053(a)',
      sentence: 'A recipient that can no longer comply with its contract says so within five business days.',
      confidence: 'common-knowledge',
    }),
    implemented('shineTheLight.shineDueOn', {
      id: 'CLK-17',
      cite: '1798.83(b)',
      sentence:
        'A Shine the Light request is answered within 30 days at the designated contact, within 150 days elsewhere.',
      effectiveFrom: '2005-01-01',
      confidence: 'unconfirmed',
    }),
    duty(
      'configuration',
      'A data broker has its own procedure for DROP: access every 45 days, deletion within 45 days of retrieval.',
      {
        id: 'CLK-18',
        cite: '1798.99.86; 7612-7614',
        sentence:
          'A data broker accesses DROP at least every 45 calendar days and deletes within 45 days of retrieval.',
        effectiveFrom: '2026-08-01',
        confidence: 'reported',
      },
    ),
  ],
};
