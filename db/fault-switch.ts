/** Cuts a process off at the named points that code passes (faults.md, Points); absent where nothing is to fail. */
export type FaultSwitch = (point: string) => Promise<void>;

/**
 * What `FORTYFIVE_FAULT` asks for: `<point>:kill` ends this process with SIGKILL the first time it passes the point,
 * `<point>:kill@3` the third time. For the fault tests alone: a production process never reads the variable.
 *
 * @throws Error where the variable says something else, so that no fault test passes by a slip of the pen
 */
export function faultSwitch(env: NodeJS.ProcessEnv): FaultSwitch | undefined {
  const asked = env['FORTYFIVE_FAULT'];
  if (!asked || env['NODE_ENV'] === 'production') return undefined;
  const match = /^([a-z-]+:[a-z-]+):kill(?:@(\d+))?$/.exec(asked);
  if (!match)
    throw new Error('FORTYFIVE_FAULT is not understood: write <step>:<point>:kill or <step>:<point>:kill@<times>');
  const [, point, times = '1'] = match;
  let left = Number(times);
  return (passed) => {
    if (passed !== point || (left -= 1) > 0) return Promise.resolve();
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  };
}
