import { createHash } from 'node:crypto';
import type { StaffRole } from '../../rules/codes';
import { mayHoldTogether } from '../../rules/authority';
import type { Db } from '../../db/connect';
import { append } from '../../db/ledger';
import { clearHits, countHit, hitsOf } from '../../db/limits';
import { endSession, endSessionsOf, openSession } from '../../db/sessions';
import {
  changeStaff,
  findStaff,
  findStaffByEmail,
  insertStaff,
  listStaff,
  setPassword,
  type Staff,
} from '../../db/staff';
import { normalEmail } from '../../vault/person';
import { DEFAULT_LIMITS, type Limits } from '../business';
import { hashPassword, isPassword, oneTimePassword } from '../passwords';
import { Problem } from '../problems';
import type { LiveSession } from '../route';

const MINUTE_MS = 60_000;
const LOCK_WINDOW_MS = 15 * MINUTE_MS;
const SESSION_MS = 8 * 60 * MINUTE_MS;
/** Ledger chain of what staff accounts undergo. */
const STAFF_CHAIN = 'staff';

/** Accounts and sign-in of staff. */
export interface StaffAccounts {
  /** Checks address and password. @throws Problem `wrong-credentials` or `too-many` */
  check(input: { email: string; password: string; network: string; nowMs: number }): Promise<Staff>;
  /** Signs in under a new session. @throws Problem as {@link check} */
  signIn(input: {
    email: string;
    password: string;
    network: string;
    nowMs: number;
  }): Promise<{ staff: Staff; token: string; csrf: string }>;
  signOut(session: LiveSession): Promise<void>;
  /** Changes one's own password and ends every session of it. @throws Problem `invalid` */
  changePassword(staff: Staff, input: { current: string; password: string }, nowMs: number): Promise<void>;
  list(): Promise<Staff[]>;
  /** @returns the account with a one-time password, to be shown once. @throws Problem `invalid` */
  create(
    input: { email: string; name: string; roles: readonly StaffRole[] },
    by: string,
    nowMs: number,
  ): Promise<{ id: string; password: string }>;
  /** @throws Problem `not-found` or `invalid` */
  change(
    id: string,
    change: { change: 'roles' | 'disable' | 'enable' | 'reset-password'; roles?: readonly StaffRole[] },
    by: string,
    nowMs: number,
  ): Promise<{ password?: string }>;
  byEmail(email: string): Promise<Staff | undefined>;
}

/** What accounts need; the CLI makes them without the rest of the API. */
export interface StaffDeps {
  db: Db;
  limits?: Limits;
}

/** Accounts live in Postgres; their passwords as scrypt hashes, their sessions as hashes of tokens. */
export function createStaffAccounts({ db, limits = DEFAULT_LIMITS }: StaffDeps): StaffAccounts {
  const bucketOf = (email: string): string =>
    `sign-in:${createHash('sha256').update(email).digest('hex').slice(0, 32)}`;

  const check: StaffAccounts['check'] = async ({ email, password, network, nowMs }) => {
    const address = normalEmail(email);
    const account = { bucket: bucketOf(address), windowMs: LOCK_WINDOW_MS, nowMs };
    const fromNetwork = { bucket: `sign-in-network:${network}`, windowMs: LOCK_WINDOW_MS, nowMs };
    // counted before the password is looked at, so that tries at once cannot slip past
    const tries = await countHit(db, account);
    if (tries > limits.signInTries || (await hitsOf(db, fromNetwork)) > 4 * limits.signInTries) {
      throw new Problem('too-many', 'Wait a quarter of an hour and try again.', [], LOCK_WINDOW_MS / 1000);
    }
    const found = await findStaffByEmail(db, address);
    const right = await isPassword(password, found?.passwordHash);
    if (!right || !found || found.staff.disabled) {
      await countHit(db, fromNetwork);
      throw new Problem('wrong-credentials');
    }
    await clearHits(db, account.bucket);
    return found.staff;
  };

  return {
    check,

    async signIn(input) {
      const staff = await check(input);
      const session = await openSession(db, {
        audience: 'staff',
        subject: staff.id,
        nowMs: input.nowMs,
        lifeMs: SESSION_MS,
      });
      return { staff, ...session };
    },

    signOut: (session) => endSession(db, session.token),

    async changePassword(staff, { current, password }, nowMs) {
      const found = await findStaffByEmail(db, staff.email);
      if (!(await isPassword(current, found?.passwordHash)))
        throw new Problem('invalid', undefined, [{ field: 'current', reason: 'is not your present password' }]);
      if (current === password)
        throw new Problem('invalid', undefined, [{ field: 'password', reason: 'must differ from the present one' }]);
      const hash = await hashPassword(password);
      await db.transaction(async (trx) => {
        await setPassword(trx, staff.id, hash, { mustChange: false });
        await endSessionsOf(trx, 'staff', staff.id);
        await endSessionsOf(trx, 'codec', staff.id);
        await append(trx, { chain: STAFF_CHAIN, kind: 'password-changed', atMs: nowMs, body: { account: staff.id } });
      });
    },

    list: () => listStaff(db),
    byEmail: async (email) => (await findStaffByEmail(db, normalEmail(email)))?.staff,

    async create({ email, name, roles }, by, nowMs) {
      refuseCombination(roles);
      const password = oneTimePassword();
      const passwordHash = await hashPassword(password);
      const id = await db.transaction(async (trx) => {
        const made = await insertStaff(trx, { email: normalEmail(email), name, roles, passwordHash, nowMs });
        if (made)
          await append(trx, {
            chain: STAFF_CHAIN,
            kind: 'account-created',
            atMs: nowMs,
            body: { account: made, roles: [...roles], by },
          });
        return made;
      });
      if (!id) throw new Problem('invalid', undefined, [{ field: 'email', reason: 'has an account already' }]);
      return { id, password };
    },

    async change(id, { change, roles }, by, nowMs) {
      const account = await findStaff(db, id);
      if (!account) throw new Problem('not-found');
      if (change === 'roles') {
        if (!roles) throw new Problem('invalid', undefined, [{ field: 'roles', reason: 'needs at least one role' }]);
        refuseCombination(roles);
      }
      if (id === by && (change === 'disable' || (change === 'roles' && !roles?.includes('administrator'))))
        throw new Problem('invalid', undefined, [
          { field: 'change', reason: 'would shut you out of your own account' },
        ]);
      const password = change === 'reset-password' ? oneTimePassword() : undefined;
      const passwordHash = password ? await hashPassword(password) : undefined;
      await db.transaction(async (trx) => {
        if (passwordHash) await setPassword(trx, id, passwordHash, { mustChange: true });
        else
          await changeStaff(trx, id, {
            ...(change === 'roles' ? { roles } : {}),
            ...(change === 'disable' ? { disabledAtMs: nowMs } : {}),
            ...(change === 'enable' ? { disabledAtMs: null } : {}),
          });
        if (change !== 'enable') {
          await endSessionsOf(trx, 'staff', id);
          await endSessionsOf(trx, 'codec', id);
        }
        await append(trx, {
          chain: STAFF_CHAIN,
          kind: `account-${change}`,
          atMs: nowMs,
          body: { account: id, by, ...(change === 'roles' ? { roles: [...roles!] } : {}) },
        });
      });
      return password ? { password } : {};
    },
  };
}

/** Administrators configure but do not decide (decisions.md C4). */
function refuseCombination(roles: readonly StaffRole[]): void {
  if (mayHoldTogether(roles)) return;
  throw new Problem('invalid', undefined, [
    { field: 'roles', reason: 'an administrator configures and can be neither verifier nor decider' },
  ]);
}
