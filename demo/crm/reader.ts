import { type LoginRole, withClient } from '../../db/roles';

/**
 * Makes an account that may read the tables of `crm` and nothing else (decisions.md L3), those too that its owner makes
 * later. Safe to repeat.
 *
 * @param superuserUrl of a role that may create roles
 * @param ownerUrl of the role that owns the tables, in the database of `crm`
 */
export async function ensureReader(superuserUrl: string, ownerUrl: string, reader: LoginRole): Promise<void> {
  const name = `"${reader.name}"`;
  const database = new URL(ownerUrl).pathname.slice(1);
  await withClient(superuserUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [reader.name]);
    const verb = rowCount ? 'ALTER' : 'CREATE';
    await client.query(`${verb} ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(reader.password)}`);
    await client.query(`ALTER ROLE ${name} SET default_transaction_read_only = on`);
    await client.query(`GRANT CONNECT ON DATABASE ${client.escapeIdentifier(database)} TO ${name}`);
  });
  await withClient(ownerUrl, async (client) => {
    await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`);
    await client.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${name}`);
  });
}
