import { counted } from '@aiflow/sdk/internal/text'
import type { TaskDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { showDuration } from './time.ts'

type Retry = TaskDefinition['retry']

/** The limits of the executions of a workflow in words, or null if there are none. */
export function describeLimits(definition: WorkflowDefinition) {
  const { timeoutSeconds, maxActiveExecutions, onFull = 'queue', onFailure, cleanUpTimeoutSeconds } = definition
  const others = onFull === 'queue' ? 'others wait' : 'others are not started'
  const limits = [
    ...(maxActiveExecutions === undefined ? [] : [`${maxActiveExecutions} alive at a time, ${others}`]),
    ...(timeoutSeconds === undefined ? [] : [`each at most ${seconds(timeoutSeconds)}`]),
    ...(onFailure === 'stop' ? ['stopped at the first failure'] : []),
    ...(cleanUpTimeoutSeconds === undefined ? [] : [`clean-up at most ${seconds(cleanUpTimeoutSeconds)}`]),
  ]
  return limits.length === 0 ? null : limits.join('; ')
}

/** The limits of a task that differ from the defaults; empty if none do. */
export function describeTaskLimits(task: TaskDefinition): string {
  const { retry, timeoutSeconds, livenessSeconds, pool, priority } = task
  return [
    ...retryTexts(retry),
    ...(timeoutSeconds === undefined ? [] : [`an attempt at most ${seconds(timeoutSeconds)}`]),
    ...(livenessSeconds === undefined ? [] : [`reports being alive every ${seconds(livenessSeconds)}`]),
    ...(pool === undefined ? [] : [`pool ${pool}`]),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
  ].join('; ')
}

function retryTexts({ retries, retriesOnLost, retryDelaySeconds, retryResetSeconds }: Retry): string[] {
  const first = `the first after ${seconds(retryDelaySeconds)}`
  const reset = retryResetSeconds === undefined ? '' : `, reset after ${seconds(retryResetSeconds)}`
  return [
    ...(retries === 0 ? [] : [`${times(retries)}, ${first}${reset}`]),
    ...(retriesOnLost === 0 ? [] : [`${times(retriesOnLost)} where it was lost`]),
  ]
}

function times(retries: Retry['retries']): string {
  if (retries === 'unlimited') return 'retries without limit'
  return counted(retries, 'retry', 'retries')
}

/** Most limits are round. */
function seconds(count: number): string {
  return showDuration(count * 1000).replace(/\.0 s$| 0 s$| 0 min$| 0 h$/, (end) => (end === '.0 s' ? ' s' : ''))
}
