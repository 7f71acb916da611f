import type { ActivityDependencies } from './dependencies';
import { createEffects, type Effects } from './effects';
import { createSteps, type Steps } from './steps';

export type { ActivityDependencies, BusinessSettings, FaultPoint } from './dependencies';

/** Every activity of a worker, composed over what they need. */
export function createActivities(dependencies: ActivityDependencies): Steps & Effects {
  return { ...createSteps(dependencies), ...createEffects(dependencies) };
}
