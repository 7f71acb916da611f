/** What a worker registers: the type names in Temporal are the names exported here. */
export { request } from './request';
