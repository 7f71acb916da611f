import { randomBytes } from 'node:crypto';

/** A form's token: the same form sent again is the same request (decisions.md K5). */
export const newFormToken = (): string => randomBytes(24).toString('base64url');
