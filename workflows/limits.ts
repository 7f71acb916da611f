/** Above this many events a run hands over to the next one, at a moment when nothing is under way (decisions.md E3). */
export const EVENTS_PER_RUN = 250;
/** Bare signals recorded in one run; what comes beyond that is dropped unrecorded, so that a flood cannot fill it. */
export const BARE_SIGNALS_RECORDED = 20;
