import { DefaultFailureConverter } from '@temporalio/common';

/** Puts failure messages and stack traces where the codec seals them; the type, a code, stays in clear. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
