import { AIFlowError } from '@aiflow/sdk/internal/errors'

interface Counted {
  readonly count: number
  readonly noun: string
  readonly owner: string
  readonly advice: string
}

/** Throws `INVALID_WORKFLOW` if there are more. */
export function requireAtMost(max: number, { count, noun, owner, advice }: Counted): void {
  if (count <= max) return
  throw new AIFlowError(
    'INVALID_WORKFLOW',
    `${owner} has ${count} ${noun}, and at most ${max} are allowed. ${advice}`,
    {
      details: { count, max },
    },
  )
}
