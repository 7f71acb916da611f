import { duty, implemented, type LawSection } from './row';

/** Section 3: verification. */
export const VERIFICATION_SECTION: LawSection = {
  title: 'Verification',
  rows: [
    implemented('verification.requiredDegree proofs.mayAskProof', {
      id: 'VER-01',
      cite: '7060(b)',
      sentence: 'An opt-out or limit is never verified; only what is needed to carry it out may be asked.',
    }),
    implemented('proofs.mayAskProof intake.intakeFields', {
      id: 'VER-02',
      cite: '7060(a), (c)',
      sentence:
        'Verification follows a documented method that matches against data already held, and asks for sensitive proofs only where necessary.',
      confidence: 'common-knowledge',
    }),
    implemented('proofs.proofKept', {
      id: 'VER-03',
      cite: '7060(d); 1798.130(a)(7)',
      sentence:
        'New information is avoided; where needed it is used for verification alone and deleted once processed.',
    }),
    implemented('proofs.mayAskProof', {
      id: 'VER-04',
      cite: '7060(e)',
      sentence:
        'Verification costs the consumer nothing; a notarised affidavit is asked for only where the business pays.',
    }),
    duty(
      'configuration',
      'Security against fraudulent verification and unauthorised deletion, correction or access is in place and documented.',
      {
        id: 'VER-05',
        cite: '7060(f)',
        sentence:
          'Reasonable security detects fraudulent verification and prevents unauthorised deletion, correction and access.',
      },
    ),
    implemented('scope.reaches', {
      id: 'VER-06',
      cite: '7060(g); 1798.145(j)',
      sentence: 'Deidentified data need not be given, deleted or identified again to serve a request.',
    }),
    implemented('verification.assessEvidence', {
      id: 'VER-07',
      cite: '7060(h)',
      sentence: 'A correction is verified with other data than those it contests.',
    }),
    implemented('proofs.mustReauthenticate', {
      id: 'VER-08',
      cite: '7061(a)',
      sentence:
        'A password account may serve, and authenticates again before anything is deleted, corrected or disclosed.',
    }),
    implemented('proofs.mayCarryOut', {
      id: 'VER-09',
      cite: '7061(b)',
      sentence: 'Where fraud on or from an account is suspected, nothing is carried out until further checks.',
    }),
    implemented('verification.requiredDegree verification.assessEvidence', {
      id: 'VER-10',
      cite: '7062(b)',
      sentence:
        'A request to know categories needs a reasonable degree of certainty: at least two reliable data points.',
    }),
    implemented('verification.requiredDegree verification.assessEvidence', {
      id: 'VER-11',
      cite: '7062(c)',
      sentence:
        'A request to know specific pieces needs a reasonably high degree: at least three data points and a signed declaration.',
    }),
    implemented('verification.requiredDegree proofs.isSensitive', {
      id: 'VER-12',
      cite: '7062(d)',
      sentence:
        'A deletion or correction needs the degree that its sensitivity and the harm of a false request ask for.',
      confidence: 'common-knowledge',
    }),
    duty(
      'staff',
      'Where data are tied to no named person, a verifier tests whether the requester is the sole consumer associated.',
      {
        id: 'VER-13',
        cite: '7062(e)',
        sentence:
          'Where data are tied to no named person, the facts decide whether the requester is the one consumer they concern.',
        confidence: 'common-knowledge',
      },
    ),
    implemented('proofs.whenUnverified', {
      id: 'VER-14',
      cite: '7062(f), (g)',
      sentence:
        'Where no reasonable method of verification exists, the answer says so and why; a business without any re-evaluates yearly.',
      confidence: 'common-knowledge',
    }),
    implemented('proofs.whenUnverified', {
      id: 'VER-15',
      cite: '1798.140(ak)',
      sentence: 'A business need not act on a request to know, delete or correct that it cannot verify.',
    }),
  ],
};
