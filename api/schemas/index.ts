/** What every route takes and answers: the schemas that validate, from which the OpenAPI document is made. */
export * from './common';
export * from './consumers';
export * from './decisions';
export * from './disclosures';
export * from './documents';
export * from './duties';
export * from './holds';
export * from './intake';
export * from './preferences';
export * from './recipients';
export * from './shapes';
export * from './signals';
export * from './staff';
