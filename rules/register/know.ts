import { implemented, type LawSection } from './row';

/** Section 5: know. */
export const KNOW_SECTION: LawSection = {
  title: 'Know',
  rows: [
    implemented('proofs.whenUnverified', {
      id: 'KNW-01',
      cite: '7024(a)',
      sentence:
        'Specific pieces that cannot be verified are not disclosed, and the request is evaluated as one for categories.',
    }),
    implemented('proofs.whenUnverified', {
      id: 'KNW-02',
      cite: '7024(b)',
      sentence:
        'A categories request that cannot be verified may be denied, with the information practices given or linked.',
    }),
    implemented('know.mayLeaveUnsearched', {
      id: 'KNW-03',
      cite: '7024(c)',
      sentence: 'A record need not be searched only where four conditions hold together.',
    }),
    implemented('know.showValue', {
      id: 'KNW-04',
      cite: '7024(d)',
      sentence: 'Certain values are never disclosed, and that they are held is told with particularity.',
    }),
    implemented('denials.checkDenial', {
      id: 'KNW-05',
      cite: '7024(e)',
      sentence: 'Specific pieces denied for a legal conflict are explained, and the rest is given.',
      confidence: 'common-knowledge',
    }),
    implemented('know.deliveriesAllowed', {
      id: 'KNW-06',
      cite: '7024(f), (g)',
      sentence: 'What is sent is secured on its way.',
      confidence: 'common-knowledge',
    }),
    implemented('know.knowScope', {
      id: 'KNW-07',
      cite: '7024(h); 1798.130(a)(2)(B)',
      sentence:
        'An answer covers everything since 2022-01-01 unless the consumer narrows it; beyond 12 months knows an excuse, within them none.',
    }),
    implemented('know.mayAnswerByPolicyLink', {
      id: 'KNW-08',
      cite: '7024(j)',
      sentence:
        'A categories answer is individual; a link to the policy does only where it would be the same for everyone.',
      confidence: 'common-knowledge',
    }),
    implemented('know.answerParts know.partsLacking know.categoriesAnswer', {
      id: 'KNW-09',
      cite: '7024(k); 1798.110(a), (b); 1798.130(a)(3)(B)',
      sentence: 'A categories answer has six parts.',
    }),
    implemented('know.disclosureLists', {
      id: 'KNW-10',
      cite: '1798.115(a), (b); 1798.130(a)(4)(B), (C)',
      sentence:
        'What was sold or shared and what was disclosed for a business purpose are two separate lists; none is stated as none.',
    }),
    implemented('know.disclosureLists', {
      id: 'KNW-11',
      cite: '1798.130(c); 7024(l)',
      sentence: 'Answers use the statutory names of categories.',
    }),
    implemented('know.deliveriesAllowed', {
      id: 'KNW-12',
      cite: '1798.130(a)(2)(A), (a)(3)(B)(iii)',
      sentence: 'The answer is free, goes through the account or as the consumer chooses, and can be read by machines.',
    }),
    implemented('scope.reaches', {
      id: 'KNW-13',
      cite: '1798.130(a)(3)(B)(iii)',
      sentence: 'Specific pieces leave out data generated to help ensure security and integrity.',
    }),
    implemented('scope.reaches', {
      id: 'KNW-14',
      cite: '1798.130(a)(3)(A)',
      sentence: 'The answer includes data collected indirectly and through providers, and inferences.',
    }),
    implemented('denials.checkDenial', {
      id: 'KNW-15',
      cite: '1798.100(f); 1798.145(b); 7222',
      sentence: 'Trade secrets and privileged matter need not be disclosed; the exception is named.',
    }),
  ],
};
