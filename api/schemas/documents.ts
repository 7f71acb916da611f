import { z } from 'zod';
import { DOCUMENT_PURPOSES } from '../../rules/codes';

/** What the documents of a form are for; the files come beside it. */
export const documentsBody = z.strictObject({ purpose: z.enum(DOCUMENT_PURPOSES, 'is not something to send') });
