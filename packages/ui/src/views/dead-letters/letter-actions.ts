import type { DeadLetterFilter, RetryDeadLetterResponse } from '@aiflow/sdk/client'
import { confirm } from '../../components/kit/feedback/confirm.tsx'
import { toast } from '../../components/kit/feedback/toast.ts'
import { counted } from '../../components/kit/text/count-text.ts'
import { client } from '../../data/client.ts'
import { messageOf } from '../../data/errors.ts'

/** Dead letters by id or by filter. */
export type Letters =
  | { readonly type: 'chosen'; readonly ids: readonly number[] }
  | { readonly type: 'all'; readonly filter: DeadLetterFilter }

const OUTCOMES: Readonly<Record<RetryDeadLetterResponse['outcome'], string>> = {
  fired: 'the rule fired',
  ignored: 'the rule fired, and its action was ignored',
  'not met': 'the condition was not met',
  processed: 'the event was processed',
  failed: 'it failed again',
}

/** Retries one dead letter, and shows the result. */
export async function retryLetter(id: number): Promise<RetryDeadLetterResponse> {
  const answer = await client.deadLetters.retry(id)
  const text = `Dead letter ${id}: ${OUTCOMES[answer.outcome]}${answer.reason === null ? '' : ` (${answer.reason})`}.`
  if (answer.outcome === 'failed') toast.failure(new Error(text))
  else toast.success(text)
  return answer
}

/** Retries some dead letters, and shows how many. */
export async function retryLetters(letters: Letters): Promise<void> {
  if (letters.type === 'all') {
    const { retried } = await client.deadLetters.retryAll(letters.filter)
    // They are retried in turn. One that fails again returns to the list by itself.
    toast.success(
      `${counted(retried, 'dead letter is', 'dead letters are')} being retried. Those that fail again stay.`,
    )
    return
  }
  let refused = 0
  for (const id of letters.ids) {
    const isRetried = await client.deadLetters.retry(id).then(
      ({ outcome }) => outcome !== 'failed',
      (error: unknown) => {
        toast.failure(new Error(`Dead letter ${id}: ${messageOf(error)}`))
        return false
      },
    )
    if (!isRetried) refused += 1
  }
  tellRetried(letters.ids.length - refused, refused)
}

/** Drops dead letters after a confirmation. */
export function dropLetters(letters: Letters, onDone: () => Promise<unknown> | undefined): void {
  confirm({
    title:
      letters.type === 'all' ? 'Drop all matching dead letters' : `Drop ${counted(letters.ids.length, 'dead letter')}`,
    text: 'They are deleted, and their events stay unprocessed. This cannot be undone.',
    action: 'Drop',
    isDangerous: true,
    run: async () => {
      const dropped = await drop(letters)
      toast.success(`${counted(dropped, 'dead letter was', 'dead letters were')} dropped.`)
      await onDone()
    },
  })
}

async function drop(letters: Letters): Promise<number> {
  if (letters.type === 'all') return client.deadLetters.dropAll(letters.filter)
  for (const id of letters.ids) await client.deadLetters.drop(id)
  return letters.ids.length
}

function tellRetried(retried: number, refused: number): void {
  if (retried > 0) toast.success(`${counted(retried, 'dead letter was', 'dead letters were')} retried.`)
  if (refused > 0)
    toast.failure(new Error(`${counted(refused, 'dead letter')} could not be processed this time either.`))
  if (retried + refused === 0) toast.success('There was nothing to retry.')
}
