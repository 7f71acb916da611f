import type { z } from 'zod';
import type { DataMap } from '../../datamap/data-map';
import type { ApiKey } from '../../db/api-keys';
import type { Db } from '../../db/connect';
import { passGate } from '../../db/disclosure-gate';
import { countSingle, type ImportPurpose, passImport } from '../../db/import-guard';
import { countHit } from '../../db/limits';
import type { Vault } from '../../vault/vault';
import { Problem } from '../problems';
import { json, type Reply } from '../reply';
import type { Handlers } from '../routes';
import type { importBody } from '../schemas';

const HOUR_MS = 3_600_000;
/** Pages that one key may ask about in an hour: 300,000 rows. */
const PAGES_AN_HOUR = 600;

/** Routes of the business's own systems (decisions.md I5, J). */
export function programHandlers({
  db,
  vault,
  dataMap,
}: {
  db: Db;
  vault: Vault;
  dataMap: DataMap;
}): Pick<Handlers, 'api-disclose' | 'api-import-acquire' | 'api-import-sell'> {
  /** @throws Problem `too-many` beyond what an import asks for */
  const guard = async (
    purpose: ImportPurpose,
    { program, body, nowMs }: { program: ApiKey; body: z.output<typeof importBody>; nowMs: number },
  ): Promise<Reply> => {
    const pages = await countHit(db, { bucket: `import:${program.id}`, windowMs: HOUR_MS, nowMs });
    if (pages > PAGES_AN_HOUR) throw new Problem('too-many', undefined, [], HOUR_MS / 1000);
    const persons = new Set(body.rows.map(({ identifiers }) => JSON.stringify(identifiers)));
    if (persons.size === 1 && !(await countSingle(db, program.id, nowMs)))
      throw new Problem('too-many', 'An import asks page by page, not person by person.', [], HOUR_MS / 1000);
    return json(await passImport(db, vault, { apiKeyId: program.id, purpose, rows: body.rows }, nowMs));
  };

  return {
    'api-import-acquire': (context) => guard('acquire', context),
    'api-import-sell': (context) => guard('sell-or-share', context),

    async 'api-disclose'({ program, body, nowMs }) {
      const { page, recipient } = body;
      if (!dataMap.recipients.some(({ id }) => id === recipient))
        throw new Problem('invalid', undefined, [{ field: 'recipient', reason: 'is not in the data map' }]);
      const mayGo = await passGate(db, vault, { ...body, apiKeyId: program.id }, nowMs);
      if (mayGo === 'other-page')
        throw new Problem('invalid', undefined, [{ field: 'page', reason: 'was used for other rows' }]);
      return json({ page, mayGo });
    },
  };
}
