import type { Db } from '../db/connect';
import { markTold, untoldTasks } from '../db/digest';
import { composeStaffMail } from '../letters/staff-mail';
import type { Mailer } from '../letters/mail';
import type { StaffRole } from '../rules/codes';

/**
 * Tells the roles of their open work and of what rises, in one mail for each role, nearest date first
 * (design.md, How fast). A mail that may have left is not repeated: the same level of a task is told once.
 */
export function createDigest({
  db,
  mailer,
  addresses,
  business,
}: {
  db: Db;
  mailer: Mailer;
  /** Where each role reads its mail. */
  addresses: Record<StaffRole, string>;
  business: { name: string; baseUrl: string };
}): { send(atMs: number): Promise<number> } {
  return {
    async send(atMs) {
      const untold = await untoldTasks(db);
      let mails = 0;
      for (const [role, tasks] of untold) {
        const mail = composeStaffMail({ businessName: business.name, baseUrl: business.baseUrl, role, tasks });
        await mailer.send({
          to: addresses[role],
          ...mail,
          messageId: `<digest-${role}-${atMs}@${new URL(business.baseUrl).hostname}>`,
          atMs,
        });
        await markTold(db, tasks);
        mails += 1;
      }
      return mails;
    },
  };
}
