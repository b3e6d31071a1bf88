import type { TaskExecutionResource } from '@aiflow/sdk/client'

type Outcome = NonNullable<TaskExecutionResource['outcome']>

/** How an attempt ended, in words. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.type) {
    case 'success':
      return 'It succeeded.'
    case 'failed':
      return outcome.message
    case 'stopped':
      return (
        outcome.message ?? (outcome.unconfirmed ? 'Marked as stopped; nothing has confirmed it.' : 'It was stopped.')
      )
    case 'neverStarted':
      return 'It was stopped before it started.'
    case 'lost':
      return outcome.message
  }
}

/** Why a task failed, in one line. */
export function failureText({ outcome }: Pick<TaskExecutionResource, 'outcome'>): string {
  const isFailure = outcome?.type === 'failed' || outcome?.type === 'lost'
  return isFailure ? (outcome.message.split('\n', 1)[0] ?? '') : 'It failed without a message.'
}
