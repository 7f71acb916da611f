import * as path from 'node:path';
import { local, ROOT, type Surroundings } from './environment';
import type { NewAccount } from './first-staff';
import { demoPerson } from './named';

/** The last line that a start prints: everything is there. */
export const LAST_LINE = 'Ctrl-C stops everything; the data stays. npm start -- --reset starts afresh.';

/** What the terminal says once everything runs: addresses, the first passwords, what to try. */
export function welcome(around: Surroundings, staff: NewAccount[]): string[] {
  const { ports, temporal, folder } = around;
  // for this one there is something to decide
  const person = demoPerson('open-order');
  const api = local(ports.api);
  const addresses: [string, string][] = [
    ['Request form', `${api}/request`],
    ['Staff', `${api}/staff`],
    ['Mailbox', local(ports.mailbox)],
    ['Demo business', local(ports.portal)],
    ['Temporal', temporal.ui ?? temporal.address],
    ['Data', folder.startsWith(ROOT) ? path.relative(ROOT, folder) : folder],
  ];
  const width = Math.max(...staff.map(({ email }) => email.length), 0);
  const passwords = staff.map(
    ({ email, password, roles }) => `  ${email.padEnd(width)}  ${password}  ${roles.join(', ')}`,
  );
  return [
    '',
    'Fortyfive is ready.',
    '',
    ...addresses.map(([what, where]) => `  ${what.padEnd(14)}${where}`),
    '',
    ...(staff.length > 0
      ? ['Accounts made now. These passwords are shown once and changed at the first sign-in:', ...passwords, '']
      : [
          'The accounts are those of the first start. An administrator replaces a lost password:',
          '  npm run fortyfive -- staff reset <address>',
          '',
        ]),
    'Try this:',
    `  1. Ask for deletion at ${api}/request?right=delete as ${person.name}, ${person.email}, postal code ${person.postalCode}.`,
    `  2. Read the acknowledgement at ${local(ports.mailbox)}, follow its link and enter the code.`,
    `  3. Sign in at ${api}/staff, approve the verification, decide what is proposed, and watch the request end.`,
    `Every other right, and whom to be for it: ${local(ports.portal)}. docs/quickstart.md has the whole way.`,
    '',
    LAST_LINE,
  ];
}
