import { STAFF_ROLES, type StaffRole } from '../rules/codes';
import { createStaffAccounts } from '../api/services/staff';
import { read } from '../api/border';
import { accountBody, passwordBody } from '../api/schemas';
import { EXIT, guarded, readArguments, UsageError } from './arguments';
import { type Io, signedIn, withServices } from './surroundings';

const USAGE = `usage: fortyfive staff create --email <address> --name <name> --roles <role,..>
       fortyfive staff reset <address>
       fortyfive staff list
       fortyfive staff password
  <role>  ${STAFF_ROLES.join(' | ')}
An administrator signs in with FORTYFIVE_STAFF and FORTYFIVE_PASSWORD, or is asked; the first account needs none.
password changes one's own; the new one is asked for, or in FORTYFIVE_NEW_PASSWORD.`;

const OPTIONS = { email: { type: 'string' }, name: { type: 'string' }, roles: { type: 'string' } } as const;

/** `fortyfive staff`: accounts of staff. A one-time password is printed once, and must be changed. */
export function run(args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values, positionals } = readArguments(args, OPTIONS, true);
    const [what, address = ''] = positionals;
    return withServices(io, async (wired) => {
      const { deps } = wired;
      const accounts = createStaffAccounts(deps);
      const nowMs = await deps.clock.nowMs();
      if (what === 'password') {
        const email = io.env['FORTYFIVE_STAFF'] ?? (await io.ask('Staff e-mail address: ', false));
        const current = io.env['FORTYFIVE_PASSWORD'] ?? (await io.ask('Present password: ', true));
        const password = io.env['FORTYFIVE_NEW_PASSWORD'] ?? (await io.ask('New password: ', true));
        const staff = await accounts.check({ email, password: current, network: 'cli', nowMs });
        await accounts.changePassword(staff, read(passwordBody, { current, password }), nowMs);
        io.out('The password is changed.');
        return EXIT.ok;
      }
      if (what !== 'create' && what !== 'reset' && what !== 'list') throw new UsageError('Say what to do.');
      const by = await administrator(io, wired, what === 'create');
      const everyone = await accounts.list();
      if (what === 'list') {
        for (const each of everyone)
          io.out(`${each.email}  ${each.roles.join(', ')}${each.disabled ? '  closed' : ''}`);
        return EXIT.ok;
      }
      if (what === 'create') {
        const body = read(accountBody, {
          email: values.email,
          name: values.name,
          roles: values.roles?.split(',') as StaffRole[] | undefined,
        });
        const { password } = await accounts.create(body, by, nowMs);
        io.out(`${body.email}  one-time password: ${password}`);
        return EXIT.ok;
      }
      const account = everyone.find(({ email }) => email === address.trim().toLowerCase());
      if (!account) throw new UsageError(`There is no account ${address}.`);
      const { password } = await accounts.change(account.id, { change: 'reset-password' }, by, nowMs);
      io.out(`${account.email}  one-time password: ${password}`);
      return EXIT.ok;
    });
  });
}

/** Who acts; the very first account is made by whoever may run this command at all. */
async function administrator(
  io: Io,
  wired: Parameters<Parameters<typeof withServices>[1]>[0],
  mayBeFirst: boolean,
): Promise<string> {
  if (mayBeFirst && (await createStaffAccounts(wired.deps).list()).length === 0) return 'first-start';
  const staff = await signedIn(io, wired);
  if (!staff.roles.includes('administrator')) throw new UsageError('Only an administrator does this.');
  return staff.id;
}
