import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import { wrongUse } from '../../output/errors.ts'

/** A trigger or a schedule, by the name of its workflow and its own name. */
export interface OfWorkflow {
  readonly namespace: string
  readonly workflow: string
  readonly name: string
}

interface Listed {
  readonly id: number
  readonly namespace: string
  readonly workflowName: string
  readonly name: string
}

/** Adds the arguments that name a trigger or schedule: apart, together, or by its id. */
export function takeOfWorkflow(command: Command, noun: string): Command {
  return command
    .argument('<workflow>', `Name of the workflow; or <workflow>/<${noun}>, or the id of the ${noun}`)
    .argument('[name]', `Name of the ${noun}`)
}

/** Reads `daily morning` and `daily/morning`, and looks up the id `3`. */
export async function resolveOfWorkflow(
  noun: 'trigger' | 'schedule',
  [first, name]: readonly [string, string | undefined],
  { namespace, list }: { readonly namespace: () => string; readonly list: () => Promise<readonly Listed[]> },
): Promise<OfWorkflow> {
  const [workflow = '', own, ...rest] = [...first.split('/'), ...(name === undefined ? [] : [name])]
  if (own !== undefined && rest.length === 0) return { namespace: namespace(), workflow, name: own }
  if (own !== undefined) throw wrongUse(`"${first}" names more than a ${noun}. Give "<workflow> <${noun}>".`)
  const id = parseWholeNumber(first, 1)
  if (id === null)
    throw wrongUse(`The ${noun} is missing. Give it as "${first} <${noun}>", or give the id of the ${noun}.`)
  const found = (await list()).find((one) => one.id === id)
  if (found !== undefined) return { namespace: found.namespace, workflow: found.workflowName, name: found.name }
  throw new AIFlowError(
    noun === 'trigger' ? 'TRIGGER_NOT_FOUND' : 'SCHEDULE_NOT_FOUND',
    `There is no ${noun} ${first}. See all with "aiflow workflow-${noun} list -n '*' -o json".`,
    { details: { id } },
  )
}
