import { AccountsPage } from '../../../web/pages/staff';
import { page } from '../../reply';
import type { Handlers, Refills } from '../../routes';
import { signedIn, type StaffParts } from './parts';

/** Accounts of staff, for administrators. */
export function accountHandlers({
  accounts,
}: Pick<StaffParts, 'accounts'>): Pick<Handlers, 'accounts' | 'account-create' | 'account-change'> {
  return {
    accounts: async (context) =>
      page('Accounts', AccountsPage({ signedIn: signedIn(context), accounts: await accounts.list() })),
    async 'account-create'(context) {
      const { body, staff, nowMs } = context;
      const { password } = await accounts.create(body, staff.id, nowMs);
      const shown = { email: body.email, password };
      return page('Accounts', AccountsPage({ signedIn: signedIn(context), accounts: await accounts.list(), shown }), {
        status: 201,
      });
    },
    async 'account-change'(context) {
      const { params, body, staff, nowMs } = context;
      const { password } = await accounts.change(params.id, body, staff.id, nowMs);
      const list = await accounts.list();
      const email = list.find(({ id }) => id === params.id)?.email ?? '';
      const shown = password ? { email, password } : undefined;
      return page('Accounts', AccountsPage({ signedIn: signedIn(context), accounts: list, shown }));
    },
  };
}

/** The form again, with what is wrong. */
export function accountRefills({ accounts }: Pick<StaffParts, 'accounts'>): Refills {
  return {
    'account-create': async ({ staff, session }, sent, problem) => {
      if (problem.fields.length === 0) throw problem;
      return page(
        'Accounts',
        AccountsPage({
          signedIn: { staff, csrf: session.csrf },
          accounts: await accounts.list(),
          form: { values: sent, problems: problem.fields },
        }),
        { status: problem.status },
      );
    },
  };
}
