import { duty, implemented, outOfScope, type LawSection } from './row';

const ADMT = 'Automated decision-making: registered as a request type of its own, and switched off.';

/** Section 10: automated decision-making technology. */
export const ADMT_SECTION: LawSection = {
  title: 'Automated decision-making',
  rows: [
    outOfScope(ADMT, {
      id: 'ADM-01',
      cite: '7060(b), 7221',
      sentence: 'A consumer may opt out of automated decision-making for significant decisions, without verification.',
      effectiveFrom: '2027-01-01',
      confidence: 'unconfirmed',
    }),
    outOfScope(ADMT, {
      id: 'ADM-02',
      cite: '7221(b)',
      sentence: 'A business that relies on the exception of human appeal has a reviewer and a clear way to appeal.',
      effectiveFrom: '2027-01-01',
      confidence: 'unconfirmed',
    }),
    outOfScope(ADMT, {
      id: 'ADM-03',
      cite: '7062(c), 7222',
      sentence:
        'Access to automated decision-making gives purpose, logic and outcome in plain words, at the higher degree of verification.',
      effectiveFrom: '2027-01-01',
    }),
  ],
};

/** Section 11: denials, disputes, fees, fair treatment. */
export const DENIALS_SECTION: LawSection = {
  title: 'Denials, disputes, fees, fair treatment',
  rows: [
    implemented('denials.denialTells', {
      id: 'DEN-01',
      cite: '1798.145(h)(2)',
      sentence:
        'Whoever is denied is told why within the response period, and how to appeal to the business where it offers that.',
    }),
    implemented('denials.checkDenial denials.groundsFor decisions.codesFor decisions.refusalObjection', {
      id: 'DEN-02',
      cite: '7022(f), 7023(f), 7024(e)',
      sentence: 'Every denial has a code, a cite and facts, and the rest is carried out.',
    }),
    implemented('denials.checkDenial flowDown.excusePossible', {
      id: 'DEN-03',
      cite: '7001',
      sentence:
        'Disproportionate effort outweighs the benefit to the consumer significantly, with detailed facts, and serves no business without adequate processes.',
      confidence: 'common-knowledge',
    }),
    implemented('fees.mayChargeFee', {
      id: 'FEE-01',
      cite: '1798.130(a)(2)(A); 1798.145(h)(3)',
      sentence:
        'Requests are free; only a manifestly unfounded or excessive one may be charged or refused, and the business bears the burden.',
    }),
    implemented('fees.mayTreatDifferently', {
      id: 'RET-01',
      cite: '1798.125(a)',
      sentence: 'Nobody is treated worse for exercising a right; loyalty schemes may reflect the value of data.',
    }),
  ],
};

/** Section 12: service providers, contractors, third parties. */
export const RECIPIENTS_SECTION: LawSection = {
  title: 'Service providers, contractors, third parties',
  rows: [
    implemented('intake.whoAnswers', {
      id: 'SP-01',
      cite: '1798.105(c)(3); 1798.130(a)(3)(A); 7050',
      sentence:
        'A service provider need not carry out a request made to it directly; it says so, and helps the business.',
    }),
    implemented('flowDown.flowDown', {
      id: 'SP-02',
      cite: '1798.130(a)(3)(A); 7024(i); 7023(c)',
      sentence: 'Service providers give what they hold for a know request.',
    }),
    implemented('flowDown.effectiveRole', {
      id: 'SP-03',
      cite: '7050(b)',
      sentence:
        'Cross-context behavioural advertising is never a service provider’s work: its recipient is a third party.',
      confidence: 'common-knowledge',
    }),
    duty(
      'configuration',
      'Every recipient has a contract with the clauses of 7051 or 7053; without one it is a third party.',
      {
        id: 'SP-04',
        cite: '7051, 7053',
        sentence:
          'Contracts oblige recipients to cooperate, to let the business stop and remedy, and to say when they cannot comply.',
        confidence: 'common-knowledge',
      },
    ),
    implemented('flowDown.flowDown', {
      id: 'SP-05',
      cite: '7022(b), 7023(c), 7026(f), 7027(g)',
      sentence:
        'Who is told follows from right, role, basis and window; a request is not complete while a mandatory notice is unsent.',
    }),
  ],
};
