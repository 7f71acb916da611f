import { startBusiness } from './business';
import { demoSettings } from './settings';

/** Runs the demo business until it is asked to end; prints its addresses as one line of JSON when it is ready. */
async function main(): Promise<void> {
  const business = await startBusiness(demoSettings(process.env), Date.now());
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    business.close().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const { events, recipients, mailbox, portal } = business;
  console.log(
    JSON.stringify({
      portal: portal.url,
      mailbox: mailbox.url,
      smtp: mailbox.smtpUrl,
      events: events.url,
      recipients: recipients.url,
    }),
  );
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE' ? ' Another program listens there: choose another port.' : '';
  console.error(`The demo business could not start. ${error.message}${taken}`);
  process.exitCode = 1;
});
