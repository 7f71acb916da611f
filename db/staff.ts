import { randomUUID } from 'node:crypto';
import type { StaffRole } from '../rules/codes';
import type { Db, Trx } from './connect';

/** A member of staff. Elsewhere they stand by their ID only (decisions.md H1). */
export interface Staff {
  id: string;
  email: string;
  name: string;
  roles: StaffRole[];
  /** The one-time password was not changed yet: nothing else is open before. */
  mustChange: boolean;
  disabled: boolean;
}

interface StaffRow {
  id: string;
  email: string;
  name: string;
  roles: StaffRole[];
  password_hash: string;
  must_change: boolean;
  disabled_at: Date | null;
}

const toStaff = (row: StaffRow): Staff => ({
  id: row.id,
  email: row.email,
  name: row.name,
  roles: row.roles,
  mustChange: row.must_change,
  disabled: row.disabled_at !== null,
});

/** Adds an account. Returns undefined where the address has one already. */
export async function insertStaff(
  db: Db | Trx,
  staff: { email: string; name: string; roles: readonly StaffRole[]; passwordHash: string; nowMs: number },
): Promise<string | undefined> {
  const id = randomUUID();
  const inserted = await db('staff')
    .insert({
      id,
      email: staff.email,
      name: staff.name,
      roles: [...staff.roles],
      password_hash: staff.passwordHash,
      must_change: true,
      created_at: new Date(staff.nowMs),
    })
    .onConflict('email')
    .ignore()
    .returning('id');
  return inserted.length === 0 ? undefined : id;
}

/** The account of an address, with the hash of its password. */
export async function findStaffByEmail(
  db: Db | Trx,
  email: string,
): Promise<{ staff: Staff; passwordHash: string } | undefined> {
  const row = await db('staff').where({ email }).first<StaffRow | undefined>();
  return row && { staff: toStaff(row), passwordHash: row.password_hash };
}

/** The account of an ID. */
export async function findStaff(db: Db | Trx, id: string): Promise<Staff | undefined> {
  const row = await db('staff').where({ id }).first<StaffRow | undefined>();
  return row && toStaff(row);
}

/** Every account, by name. */
export async function listStaff(db: Db | Trx): Promise<Staff[]> {
  const rows = await db('staff').orderBy('name').select<StaffRow[]>();
  return rows.map(toStaff);
}

/** Names of these members of staff by their ID, for pages; unknown IDs are left out. */
export async function staffNames(db: Db | Trx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db('staff').whereIn('id', ids).select<{ id: string; name: string }[]>('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Sets a password; `mustChange` where somebody else chose it. */
export async function setPassword(
  db: Db | Trx,
  id: string,
  passwordHash: string,
  { mustChange }: { mustChange: boolean },
): Promise<void> {
  await db('staff').where({ id }).update({ password_hash: passwordHash, must_change: mustChange });
}

/** Changes an account's roles, or closes and opens it. */
export async function changeStaff(
  db: Db | Trx,
  id: string,
  change: { roles?: readonly StaffRole[]; disabledAtMs?: number | null },
): Promise<void> {
  await db('staff')
    .where({ id })
    .update({
      ...(change.roles ? { roles: [...change.roles] } : {}),
      ...(change.disabledAtMs === undefined
        ? {}
        : { disabled_at: change.disabledAtMs === null ? null : new Date(change.disabledAtMs) }),
    });
}
