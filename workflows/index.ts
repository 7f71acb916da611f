/** What a worker registers: the type names in Temporal are the names exported here. */
export { recipient } from './recipient';
export { request } from './request';
export { archive, duties } from './duties';
