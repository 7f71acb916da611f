import pg from 'pg';

/** The group whose members may do what the application may; migrations grant to it by this name (decisions.md H2). */
export const APP_GROUP = 'fortyfive_app';

/** A login role. */
export interface LoginRole {
  name: string;
  password: string;
}

/**
 * Makes the three roles, or sets their passwords: the group {@link APP_GROUP}; `owner`, who owns the tables and runs
 * migrations; `app`, who runs the product and owns nothing. Safe to repeat, and beside itself.
 *
 * @param superuserUrl of a role that may create roles
 */
export async function ensureRoles(
  superuserUrl: string,
  { owner, app }: { owner: LoginRole; app: LoginRole },
): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    // One at a time: CREATE ROLE has no IF NOT EXISTS, and two at once on one row of pg_authid fail.
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('fortyfive roles'))`);
    await createRole(client, APP_GROUP, 'NOLOGIN');
    for (const role of [owner, app]) {
      await createRole(client, role.name, 'LOGIN');
      const name = client.escapeIdentifier(role.name);
      await client.query(`ALTER ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(role.password)}`);
    }
    await client.query(`GRANT ${APP_GROUP} TO ${client.escapeIdentifier(app.name)}`);
    await client.query('COMMIT');
  });
}

/**
 * Makes a database owned by `owner`, closed to everybody who is not the owner or of {@link APP_GROUP}; leaves one that
 * exists.
 *
 * @returns whether it was made now
 */
export async function ensureDatabase(superuserUrl: string, name: string, owner: string): Promise<boolean> {
  return withClient(superuserUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return false;
    const database = client.escapeIdentifier(name);
    await client.query(`CREATE DATABASE ${database} OWNER ${client.escapeIdentifier(owner)}`);
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${APP_GROUP}`);
    return true;
  });
}

/** The same server and database, as another role. */
export function urlAs(url: string, role: LoginRole, database?: string): string {
  const other = new URL(url);
  other.username = encodeURIComponent(role.name);
  other.password = encodeURIComponent(role.password);
  if (database !== undefined) other.pathname = `/${database}`;
  return other.href;
}

async function createRole(client: pg.Client, name: string, kind: 'LOGIN' | 'NOLOGIN'): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (!rowCount) await client.query(`CREATE ROLE ${client.escapeIdentifier(name)} ${kind}`);
}

/** Runs statements on one connection of its own and closes it. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
