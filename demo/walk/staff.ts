import { randomBytes } from 'node:crypto';
import { createStaffAccounts } from '../../api/services/staff';
import { databaseClock } from '../../db/clock';
import { connect } from '../../db/connect';
import type { StaffRole } from '../../rules/codes';

/** What the pages call a walk's account. */
const NAMES: Partial<Record<StaffRole, string>> = { verifier: 'Vera Lindholm', decider: 'Dario Fuentes' };

/** An account that a walk signs in with. */
export interface WalkAccount {
  email: string;
  password: string;
}

/**
 * An account for a walk, its one-time password changed already. The passwords of the first start are shown once and
 * kept nowhere, so a walk makes its own accounts, as whoever holds the demo's database can; the ledger has them.
 */
export async function walkAccount(databaseUrl: string, roles: readonly StaffRole[]): Promise<WalkAccount> {
  const db = connect(databaseUrl, { max: 1, process: 'fortyfive-walk' });
  try {
    const accounts = createStaffAccounts({ db });
    const nowMs = await databaseClock(db).nowMs();
    const email = `walk-${randomBytes(4).toString('hex')}@meridianlane.example`;
    const made = await accounts.create({ email, name: NAMES[roles[0]!] ?? 'Walker', roles }, 'first-start', nowMs);
    const staff = await accounts.byEmail(email);
    if (!staff) throw new Error('the account was not made');
    const password = randomBytes(18).toString('base64url');
    await accounts.changePassword(staff, { current: made.password, password }, nowMs);
    return { email, password };
  } finally {
    await db.destroy();
  }
}
