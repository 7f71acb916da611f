import type { DataMap } from '../../datamap/data-map';
import type { Db } from '../../db/connect';
import { passGate } from '../../db/disclosure-gate';
import type { Vault } from '../../vault/vault';
import { Problem } from '../problems';
import { json } from '../reply';
import type { Handlers } from '../routes';

/** Routes of the business's own systems (decisions.md I5). */
export function programHandlers({
  db,
  vault,
  dataMap,
}: {
  db: Db;
  vault: Vault;
  dataMap: DataMap;
}): Pick<Handlers, 'api-disclose'> {
  return {
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
