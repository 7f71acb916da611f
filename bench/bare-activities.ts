import type { Effects } from '../activities/effects';
import type { PreferenceEffects } from '../activities/preferences';
import type { Snapshot, Steps } from '../activities/steps';
import { DEFAULT_SCHEDULE } from '../rules/schedule';

/** Which path a request of the bare engine walks: the first letter of its ID says so. */
export const BARE_PATHS = { peer: 'a', staffed: 'b' } as const;

const DAY_MS = 86_400_000;

/** What a bare request reached, for whoever drives it. */
export type BareMoment = 'code-sent' | 'matched' | 'answered';

/** What a deletion calls; what only other rights do is left out. */
type DeletionCalls = Omit<Steps & Effects, keyof PreferenceEffects | 'confirm' | 'complied' | 'honoured'>;

/**
 * Steps and effects without bodies: each answers with the state that the product's would, out of memory, so that the
 * same workflow code makes the same calls, timers and upserts. No database, no codec, no mail.
 */
export function bareActivities(reached: (requestId: string, moment: BareMoment) => void): DeletionCalls {
  const states = new Map<string, Snapshot>();
  const known = (requestId: string): Snapshot => {
    const state = states.get(requestId) ?? start();
    states.set(requestId, state);
    return state;
  };
  const move = (requestId: string, done: string[], change: Partial<Snapshot> = {}): Snapshot => {
    const state = known(requestId);
    Object.assign(state, change);
    state.version += 1;
    for (const name of done) if (!state.done.includes(name)) state.done.push(name);
    return structuredClone(state);
  };
  const approved = (): Partial<Snapshot> => ({
    phase: 'planning',
    waitsFor: 'system',
    assignedRole: null,
    next: { id: 'grace-over', atMs: 0 },
  });
  const first = { id: 'acknowledge-by', atMs: Date.now() + 10 * DAY_MS };

  return {
    load: async ({ requestId }) => move(requestId, []),
    look: async ({ requestId }) => move(requestId, []),
    async claim({ requestId, message }) {
      const mark = { mark: 'claimed' } as const;
      if (message === 'confirmCode')
        return {
          mark,
          state: move(requestId, ['code-confirmed'], { waitsFor: 'verifier', assignedRole: 'verifier' }),
        };
      return { mark, state: move(requestId, ['approved'], approved()) };
    },
    reach: async ({ requestId, milestone }) => move(requestId, [milestone], { next: first }),
    checkRepeat: async ({ requestId }) => move(requestId, ['repeat-checked', 'repeat-allowed']),
    beginErasure: async ({ requestId }) =>
      move(requestId, ['erasure-begun'], { phase: 'carrying-out', waitsFor: 'system' }),
    carriedOut: async ({ requestId }) => move(requestId, ['carried-out'], { phase: 'answering', waitsFor: 'nothing' }),
    reviewCopy: async ({ requestId }) => move(requestId, ['gathered', 'decided']),
    close: async ({ requestId }) => move(requestId, [], { phase: 'closed', next: null }),

    async acknowledge({ requestId }) {
      const state = move(requestId, ['acknowledged'], { phase: 'verifying', waitsFor: 'consumer-code' });
      reached(requestId, 'code-sent');
      return state;
    },
    sendLetter: async ({ requestId }) => move(requestId, []),
    async match({ requestId }) {
      const standing = requestId.startsWith(BARE_PATHS.peer);
      const state = move(requestId, standing ? ['matched', 'approved'] : ['matched'], standing ? approved() : {});
      reached(requestId, 'matched');
      return state;
    },
    collect: async ({ requestId }) => move(requestId, ['collected'], { phase: 'answering', waitsFor: 'nothing' }),
    plan: async ({ requestId }) =>
      move(requestId, ['planned', 'decided'], { phase: 'grace', waitsFor: 'nothing', systems: ['crm'] }),
    erase: async ({ requestId, system }) => ({ result: 'gone', state: move(requestId, [`erased-${system}`]) }),
    gather: async ({ requestId, system }) => ({ result: 'gone', state: move(requestId, [`gathered-${system}`]) }),
    pack: async ({ requestId }) => move(requestId, ['packed'], { phase: 'answering', waitsFor: 'nothing' }),
    notify: async ({ requestId }) => move(requestId, ['recipients-told', 'recipients-all-told', 'recipients-settled']),
    remind: async ({ requestId }) => move(requestId, []),
    async answer({ requestId }) {
      const state = move(requestId, ['answered'], {
        phase: 'following-through',
        waitsFor: 'recipients',
        dueAtMs: null,
        next: { id: 'recheck-1', atMs: Date.now() + DAY_MS },
      });
      states.delete(requestId);
      reached(requestId, 'answered');
      return state;
    },
    // no correction is measured
    beginCorrection: async ({ requestId }) => move(requestId, ['correction-begun']),
    planCorrection: async ({ requestId }) => move(requestId, ['planned', 'decided']),
    correct: async ({ requestId, system }) => ({ result: 'gone', state: move(requestId, [`corrected-${system}`]) }),
    recheckCorrection: async ({ requestId, recheck }) => move(requestId, [`${recheck}-passed`]),
    recheck: async ({ requestId, recheck }) => move(requestId, [`${recheck}-passed`]),
  };

  function start(): Snapshot {
    return {
      version: 0,
      right: 'delete',
      phase: 'received',
      round: 1,
      waitsFor: 'nothing',
      assignedRole: null,
      escalated: false,
      dueAtMs: Date.now() + 45 * DAY_MS,
      extended: false,
      next: first,
      done: [],
      ending: null,
      held: false,
      disputed: false,
      owed: [],
      systems: [],
      supplied: [],
      retries: {},
      settings: {
        ...DEFAULT_SCHEDULE,
        graceMs: 0,
        attemptMs: 120_000,
        systemDownAfterMs: 4 * 3_600_000,
        retryMaximumMs: 1_800_000,
      },
    };
  }
}
