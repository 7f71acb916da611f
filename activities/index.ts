import { createCopyEffects } from './copying';
import { createCorrectionEffects } from './correcting';
import type { ActivityDependencies } from './dependencies';
import { createDutyEffects } from './duties';
import type { DutyEffects } from './duty-effects';
import { createDutySteps, type DutySteps } from './duty-steps';
import type { Effects } from './effects';
import { createKnowEffects } from './knowing';
import { createLetterEffects } from './letters';
import { createQueueActivities, type QueueEffects, type QueueSteps } from './notice-queues';
import { createPreferenceEffects } from './preferences';
import { createRecipientEffects } from './recipients';
import { createRestoreEffects } from './restoring';
import { createSteps, type Steps } from './steps';
import { createSystemEffects } from './systems';

export type { ActivityDependencies, BusinessSettings, FaultPoint } from './dependencies';

/** Every activity of a worker, composed over what they need. */
export function createActivities(
  dependencies: ActivityDependencies,
): Steps & Effects & QueueSteps & QueueEffects & DutySteps & DutyEffects {
  return {
    ...createSteps(dependencies),
    ...createLetterEffects(dependencies),
    ...createSystemEffects(dependencies),
    ...createKnowEffects(dependencies),
    ...createCopyEffects(dependencies),
    ...createCorrectionEffects(dependencies),
    ...createRecipientEffects(dependencies),
    ...createQueueActivities(dependencies),
    ...createDutySteps(dependencies),
    ...createDutyEffects(dependencies),
    ...createRestoreEffects(dependencies),
    ...createPreferenceEffects(dependencies),
  };
}
