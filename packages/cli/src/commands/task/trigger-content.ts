import type { LeftOut } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { Command } from 'commander'
import { withIsoTimes } from '../../output/printing/iso-times.ts'
import { oneLine } from '../../output/text/text.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseId, takeTask } from '../arguments/arguments.ts'
import { resolveTask } from '../arguments/resolve-task.ts'
import { showBytes } from '../logs/log-position.ts'

/** Adds the command that prints what started a task execution, with all values. */
export function addTaskTriggerCommand(group: Command, open: OpenSession): void {
  takeTask(group.command('trigger'), async (task, _options, command) => {
    const session = open(command)
    const client = await session.client()
    await print(session, await client.taskExecutions.trigger(await resolveTask(client, task)))
  }).description('Print what started a task execution, as JSON, with the values of events and outputs of tasks')
}

export function addExecutionTriggerCommand(group: Command, open: OpenSession): void {
  group
    .command('trigger')
    .description('Print what started an execution, as JSON, with the values of events')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .action(async (id: number, _options: object, command: Command) => {
      const session = open(command)
      await print(session, await (await session.client()).workflowExecutions.trigger(id))
    })
}

function print({ printer }: Session, trigger: Trigger): Promise<void> {
  const printed = withIsoTimes(trigger)
  return printer.done(JSON.stringify(printed, null, 2), trigger, JSON.stringify(printed))
}

/** What was left out because it is too large, and how to see it. */
export function describeLeftOut({ bytes, values = [] }: LeftOut, command: string): string {
  const what = values.length === 0 ? 'What started it' : counted(values.length, 'value')
  return `${what}, ${showBytes(bytes)} in all. Print it with: ${command}`
}

/** The events of a trigger, one line each. */
export function eventLines({ events }: Pick<Trigger, 'events'>, leftOut: LeftOut | undefined): string[] {
  const bytes = new Map(leftOut?.values?.map((value) => ['event' in value ? value.event : null, value.bytes]))
  return events.map(({ offset, key, value }) => {
    const size = bytes.get(offset)
    return oneLine(`${offset}  ${key}  ${size === undefined ? (value ?? '-') : `(${showBytes(size)})`}`)
  })
}
