import type { RuleResource } from '@aiflow/sdk/client'
import { describeCondition } from '@aiflow/sdk/internal/wire'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { oneLine, shellWord } from '../../output/text/text.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseId } from '../arguments/arguments.ts'

const COLUMNS: readonly Column<RuleResource>[] = [
  { title: 'TASK', value: ({ task }) => task, isFlexible: true },
  { title: 'RULE', value: ({ name }) => name, isFlexible: true },
  {
    title: 'DOES',
    value: ({ action, condition }) => oneLine(`${action} when ${describeCondition(condition)}`),
    isFlexible: true,
  },
  { title: 'CIRCUIT', value: ({ circuit }) => circuit?.status ?? 'closed' },
  { title: 'SINCE', value: ({ circuit }) => (isJudged(circuit) ? '' : showTime(circuit.since)) },
  { title: 'REASON', value: ({ circuit }) => oneLine(circuit?.reason ?? ''), isFlexible: true },
]

const VERBS = {
  close: {
    description: 'Close the open circuit of a rule, so that it is judged again',
    message: (rule: string) => `The circuit of ${rule} is closed: events are judged again.`,
  },
  disable: {
    description: 'Switch off a rule of an active execution',
    message: (rule: string, words: string) =>
      `Disabled ${rule}: it ignores events. Enable it: aiflow rule enable ${words}`,
  },
  enable: {
    description: 'Switch a disabled rule on again',
    message: (rule: string) => `Enabled ${rule}: events are judged again.`,
  },
} as const

export function addRuleCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List the rules of an execution, and which of them are switched off')
    .argument('<execution>', 'Id of the workflow execution', parseId)
    .action((id: number, _options: object, command: Command) => list(open(command), id))
  for (const verb of ['close', 'disable', 'enable'] as const) {
    const command = group
      .command(verb)
      .description(VERBS[verb].description)
      .argument('<execution>', 'Id of the workflow execution', parseId)
      .argument('<task>', 'Name of the task')
      .argument('<rule>', 'Name of the rule')
    command.action((id: number, task: string, rule: string) => control(open(command), verb, { id, task, rule }))
  }
}

async function list(session: Session, id: number): Promise<void> {
  const items = await (await session.client()).workflowExecutions.rules(id)
  await session.printer.list(items, COLUMNS, `The tasks of workflow execution ${id} have no rules.`)
}

async function control(
  session: Session,
  verb: keyof typeof VERBS,
  { id, task, rule }: { id: number; task: string; rule: string },
): Promise<void> {
  const { workflowExecutions } = await session.client()
  const answer = await workflowExecutions[`${verb}Rule`](id, { task, rule })
  const words = `${id} ${shellWord(task)} ${shellWord(rule)}`
  const status = answer.circuit?.status ?? 'closed'
  await session.printer.done(VERBS[verb].message(`rule "${rule}" of ${id}/${task}`, words), answer, status)
}

function isJudged(circuit: RuleResource['circuit']): circuit is null {
  return circuit === null || circuit.status === 'closed'
}
