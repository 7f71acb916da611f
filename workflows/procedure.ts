import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  log,
  setDefaultSignalHandler,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Snapshot } from '../activities/steps';
import { stepsInTurn } from './activities';
import { BARE_SIGNALS_RECORDED, EVENTS_PER_RUN } from './limits';
import {
  HOLDS_CHANGED,
  KIND_BY_MESSAGE,
  type Mark,
  readDecisionId,
  RECIPIENTS_SETTLED,
  type RequestInput,
} from './messages';
import { changedAttributes, type LiveAttributes } from './search-attributes';

/**
 * A request's procedure as the workflow holds it: the snapshot that the last step returned, and the doors through
 * which decisions come in. It evaluates no rule and touches no person; it waits, and it calls steps and effects in
 * their order.
 */
export class Procedure {
  /** Systems that this run tried to erase and that answered, or failed for as long as a person is left in peace. */
  readonly tried = new Set<string>();
  readonly steps = stepsInTurn();
  private current: Snapshot | undefined;
  private shown: LiveAttributes | undefined;
  private finished = false;
  private underWay = 0;
  private bareSignals = 0;

  constructor(readonly requestId: string) {
    for (const name of Object.keys(KIND_BY_MESSAGE)) {
      setHandler(defineUpdate<Mark, [unknown]>(name), (input) => this.deliver(name, input));
      setHandler(defineSignal<[unknown]>(name), async (input) => void (await this.deliver(name, input)));
    }
    for (const name of [RECIPIENTS_SETTLED, HOLDS_CHANGED])
      setHandler(defineSignal(name), async () => this.take(await this.steps.look(this.at())));
    setDefaultSignalHandler(async (name) => void (await this.deliver(name, undefined)));
  }

  /** The state that the last step returned. */
  get state(): Snapshot {
    if (!this.current) throw new Error('the procedure was not loaded');
    return this.current;
  }

  /** What every step is given: whose request, and workflow time in UTC milliseconds. */
  at(): { requestId: string; atMs: number } {
    return { requestId: this.requestId, atMs: Date.now() };
  }

  /** First step of every run. */
  async load(): Promise<void> {
    const { runId } = workflowInfo();
    this.take(await this.steps.load({ ...this.at(), runId }));
  }

  /**
   * Takes a new state and shows it in the Web UI where it differs. An effect's result may arrive after that of a step
   * which came later: the older state of the two is dropped, or the procedure would wait for what has happened.
   */
  take(state: Snapshot): void {
    if (this.current && state.version < this.current.version) return;
    this.current = state;
    const { phase, waitsFor, dueAtMs, escalated, assignedRole } = state;
    const changed = changedAttributes(this.shown, { phase, waitsFor, dueAtMs, escalated, assignedRole });
    if (changed.length > 0) upsertSearchAttributes(changed);
    this.shown = { phase, waitsFor, dueAtMs, escalated, assignedRole };
  }

  /** Runs a step or effect that returns the new state, and takes it. */
  async do(work: Promise<Snapshot>): Promise<void> {
    this.underWay += 1;
    try {
      this.take(await work);
    } finally {
      this.underWay -= 1;
    }
  }

  done(name: string): boolean {
    return this.state.done.includes(name);
  }

  /** Waits, however long, until the state satisfies `holds`; hands over to a new run while nothing is under way. */
  async until(holds: (state: Snapshot) => boolean): Promise<void> {
    await condition(() => holds(this.state) || this.mayHandOver());
    if (holds(this.state)) return;
    await condition(allHandlersFinished);
    await continueAsNew<(input: RequestInput) => Promise<void>>({ requestId: this.requestId });
  }

  /**
   * The deadline loop: the only timer of a request. At each moment of the due table it asks the step what the law
   * lets a timer do; the step does it or opens work for a person.
   */
  async watchDeadlines(): Promise<void> {
    for (;;) {
      await condition(() => this.finished || this.state.next !== null);
      if (this.finished) return;
      const next = this.state.next!;
      const wait = next.atMs - Date.now();
      if (wait > 0) {
        const moved = (): boolean =>
          this.finished || this.state.next?.id !== next.id || this.state.next.atMs !== next.atMs;
        // true: the table changed, look again; false: the moment is here
        if (await condition(moved, wait)) continue;
      }
      await this.do(this.steps.reach({ ...this.at(), milestone: next.id }));
    }
  }

  /** Sends what the consumer is owed beside the main line: reminders, the extension's notice, and the like. */
  async sendOwedLetters(send: (letter: Snapshot['owed'][number]) => Promise<Snapshot>): Promise<void> {
    for (;;) {
      await condition(() => this.finished || this.state.owed.length > 0);
      if (this.finished) return;
      await this.do(send(this.state.owed[0]!));
    }
  }

  /** Ends the two loops beside the main line. */
  finish(): void {
    this.finished = true;
  }

  private mayHandOver(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return (
      this.underWay === 0 && this.state.owed.length === 0 && (historyLength > EVENTS_PER_RUN || continueAsNewSuggested)
    );
  }

  private async deliver(message: string, input: unknown): Promise<Mark> {
    const decisionId = readDecisionId(input);
    if (decisionId === null && this.bareSignals >= BARE_SIGNALS_RECORDED) {
      return { mark: 'refused', refusal: 'unknown-decision' };
    }
    if (decisionId === null) this.bareSignals += 1;
    const { mark, state } = await this.steps.claim({ ...this.at(), decisionId, message });
    this.take(state);
    if (mark.mark === 'refused') log.warn('decision refused', { refusal: mark.refusal });
    return mark;
  }
}
