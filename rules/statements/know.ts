import type { StatementRule } from '../statements';

/** What an answer about categories, sales and disclosures states. */
export const KNOW_STATEMENTS = {
  'know-outcome': {
    rules: ['CLK-02', 'KNW-08'],
    cite: '11 CCR 7021(b)',
    meaning: 'what was asked and when, and that it is answered; says nothing of what is held',
  },
  'know-period': {
    rules: ['KNW-07', 'INT-06'],
    cite: '11 CCR 7024(h); Civ 1798.130(a)(2)(B)',
    meaning: 'which time the answer covers: all since 2022-01-01, or the period that the consumer chose',
  },
  'know-collected': {
    rules: ['KNW-09', 'KNW-11', 'KNW-14'],
    cite: 'Civ 1798.110(a)(1), 1798.130(c)',
    meaning: 'which statutory categories of personal information about the consumer were collected; none is stated',
  },
  'know-sources': {
    rules: ['KNW-09'],
    cite: 'Civ 1798.110(a)(2)',
    meaning: 'from which categories of sources it was collected',
  },
  'know-purposes': {
    rules: ['KNW-09'],
    cite: 'Civ 1798.110(a)(3)',
    meaning: 'for which purposes it was collected, sold or shared',
  },
  'know-third-parties': {
    rules: ['KNW-09'],
    cite: 'Civ 1798.110(a)(4)',
    meaning: 'to which categories of third parties it was disclosed; none is stated',
  },
  'know-sold-or-shared': {
    rules: ['KNW-10', 'KNW-11', 'KNW-09'],
    cite: 'Civ 1798.115(a)(2), 1798.130(a)(4)(B)',
    meaning: 'by statutory category, to which categories of third parties it was sold or shared; none is stated',
  },
  'know-business-purpose': {
    rules: ['KNW-10', 'KNW-11', 'KNW-09'],
    cite: 'Civ 1798.115(a)(3), 1798.130(a)(4)(C)',
    meaning: 'by statutory category, to which categories of persons it was disclosed for a business purpose',
  },
  'know-several-persons': {
    rules: ['HH-02', 'VER-13'],
    cite: 'Civ 1798.145(k); 11 CCR 7062(e)',
    meaning: 'in which systems what was found stands for several people, and so is left out',
  },
  'know-by-hand': {
    rules: ['KNW-09', 'DEN-02'],
    cite: '11 CCR 7024(k)',
    meaning: 'which systems staff searched by hand, with the result that nothing is held there',
  },
  'copy-not-verified': {
    rules: ['KNW-01', 'VER-11'],
    cite: '11 CCR 7024(a), 7062(c)',
    meaning: 'a copy was asked for; identity was not verified as a copy needs it; so the categories are told instead',
  },
  'copy-ready': {
    rules: ['KNW-06', 'KNW-12'],
    cite: '11 CCR 7024(f); Civ 1798.130(a)(3)(B)(iii)',
    meaning: 'where the copy is collected, until which day, and that two proofs open it',
  },
  'copy-posted': {
    rules: ['KNW-12'],
    cite: 'Civ 1798.130(a)(3)(B)(iii)',
    meaning: 'that the copy was posted, as the consumer chose, and on which day',
  },
  'copy-contents': {
    rules: ['KNW-14', 'KNW-12'],
    cite: 'Civ 1798.130(a)(3)(A), (B)(iii)',
    meaning: 'from which systems the copy is, and in which forms',
  },
  'copy-nothing': {
    rules: ['KNW-07'],
    cite: '11 CCR 7024(h)',
    meaning: 'that nothing about the consumer was found in this time',
  },
  'copy-never-disclosed': {
    rules: ['KNW-04'],
    cite: '11 CCR 7024(d)',
    meaning: 'which types of information are held whose values are never disclosed, with particularity',
  },
  'copy-others': {
    rules: ['HH-02', 'DEN-02'],
    cite: 'Civ 1798.145(k)',
    meaning: 'that single values were left out because they belong to other people, and how many',
  },
  'information-practices': {
    rules: ['KNW-02'],
    cite: '11 CCR 7024(b)',
    meaning:
      'the general practices of the business: categories, sources, purposes, recipients; of nobody in particular',
  },
} as const satisfies Record<string, StatementRule>;
