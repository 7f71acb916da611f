import { createStaffAccounts } from '../api/services/staff';
import { databaseClock } from '../db/clock';
import { connect } from '../db/connect';
import type { StaffRole } from '../rules/codes';

/** An account that was made now. The password is shown once, in the terminal, and must be changed at the sign-in. */
export interface NewAccount {
  email: string;
  roles: readonly StaffRole[];
  password: string;
}

/** Who the ledger names as the maker of the first accounts: nobody could sign in before them. */
const FIRST_START = 'first-start';

const ACCOUNTS: { email: string; name: string; roles: readonly StaffRole[] }[] = [
  { email: 'admin@meridianlane.example', name: 'Adele Moreau', roles: ['administrator'] },
  { email: 'intake@meridianlane.example', name: 'Ines Kaplan', roles: ['intake', 'verifier'] },
  { email: 'decider@meridianlane.example', name: 'Desmond Ruiz', roles: ['decider', 'verifier'] },
  { email: 'auditor@meridianlane.example', name: 'Aiko Lindqvist', roles: ['auditor'] },
];

/**
 * Makes the administrator and the demo's staff where they are missing.
 *
 * @param url `postgres://` URL of the application's role
 * @returns the accounts that were made now: none from the second start on
 */
export async function firstStaff(url: string): Promise<NewAccount[]> {
  const db = connect(url, { max: 1, process: 'fortyfive-start' });
  try {
    const accounts = createStaffAccounts({ db });
    const nowMs = await databaseClock(db).nowMs();
    const made: NewAccount[] = [];
    for (const { email, name, roles } of ACCOUNTS) {
      if (await accounts.byEmail(email)) continue;
      const { password } = await accounts.create({ email, name, roles }, FIRST_START, nowMs);
      made.push({ email, roles, password });
    }
    return made;
  } finally {
    await db.destroy();
  }
}
