import { wrongUse } from '../../output/errors.ts'
import { whyLines } from '../../output/lines/why-lines.ts'
import { whyNotLines, whyNotTriggerLines } from '../../output/lines/why-not-lines.ts'
import type { Session } from '../../session.ts'
import { parseTask, type TaskArguments } from '../arguments/arguments.ts'
import { resolveTask } from '../arguments/resolve-task.ts'

export interface WhyOptions {
  readonly depth: number
}

export interface WhyNotOptions {
  readonly trigger?: boolean
}

export async function why(session: Session, task: TaskArguments, { depth }: WhyOptions): Promise<void> {
  const client = await session.client()
  const answer = await client.taskExecutions.why(await resolveTask(client, task), { depth })
  await print(session, answer, whyLines(answer, session.printer))
}

export async function whyNot(
  session: Session,
  first: string,
  { second, trigger = false }: WhyNotOptions & { readonly second: string | undefined },
): Promise<void> {
  if (trigger) return whyNotTrigger(session, first, second)
  const { workflowExecutionId, taskName } = parseTask(first, second, undefined)
  const client = await session.client()
  const answer = await client.taskExecutions.whyNot(workflowExecutionId, taskName)
  await print(session, answer, whyNotLines(answer, session.printer))
}

async function whyNotTrigger(session: Session, workflow: string, name: string | undefined): Promise<void> {
  if (name === undefined) throw wrongUse('The trigger is missing. Give it as "why-not --trigger <workflow> <trigger>".')
  const client = await session.client()
  const answer = await client.triggers.whyNot(session.namespace, workflow, name)
  await print(session, answer, whyNotTriggerLines(answer, session.printer))
}

async function print(session: Session, answer: object, lines: readonly string[]): Promise<void> {
  const text = lines.join('\n')
  await session.printer.done(text, answer, text)
}
