import type { DataConverter } from '@temporalio/common';
import type { Db } from '../db/connect';
import { createCodec } from './codec';
import type { PostgresVault } from './postgres-vault';

/** Path of the module that client, worker and `bundleWorkflowCode` load the failure converter from. */
export const FAILURE_CONVERTER_PATH = require.resolve('./failure-converter');

/** The one data converter of client, worker and replay. */
export function createDataConverter(parts: { db: Db; vault: PostgresVault }): DataConverter {
  return { payloadCodecs: [createCodec(parts)], failureConverterPath: FAILURE_CONVERTER_PATH };
}
