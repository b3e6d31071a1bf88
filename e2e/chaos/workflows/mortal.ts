/** Options of tasks that are retried however often they are killed. */
export const MORTAL = {
  retries: 100_000,
  retriesOnLost: 100_000,
  retryDelaySeconds: 0.05,
  retryBackoff: 1,
  retryJitter: 0,
  stopTimeoutSeconds: 2,
  graceSeconds: 0.5,
}
