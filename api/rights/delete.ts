import { z } from 'zod';
import { personFields, pointFields } from './asking';

/** What is asked of somebody who wants their data deleted (VER-02). */
export const deleteFields = { right: z.literal('delete'), ...personFields, ...pointFields };
