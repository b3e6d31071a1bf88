import { type AIFlowClient, type ApprovalResource, allPages } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import type { Column } from '../../output/printing/table.ts'
import { keyOf } from '../../output/text/task-key.ts'
import { oneLine, plainLines } from '../../output/text/text.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseTask, type TaskArguments, wholeNumber } from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { printPages } from '../arguments/paging.ts'
import { type ParameterOptions, sendParameters, takeParameters } from '../arguments/parameters.ts'

interface AnswerOptions extends ParameterOptions {
  readonly comment?: string
}

const COLUMNS: readonly Column<ApprovalResource>[] = [
  { title: 'TASK', value: keyOf },
  { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
  { title: 'SINCE', value: ({ beginTime }) => showTime(beginTime) },
  { title: 'UNTIL', value: ({ dueTime }) => showTime(dueTime) },
  { title: 'CHOICES', value: ({ choices }) => choices.map(({ name }) => name).join(', '), isFlexible: true },
  { title: 'MESSAGE', value: ({ message }) => oneLine(message), isFlexible: true },
]

export function addApprovalCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List the tasks that wait for an answer, oldest first')
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 100)
    .action(({ limit }: { limit: number }, command: Command) => list(open(command), limit))
  group
    .command('show')
    .description('Show what a task asks, and who may answer')
    .argument('<task>', 'The task, as <execution>/<task>')
    .action((task: string, _options: object, command: Command) => show(open(command), taskOf(task)))
  const answering = group
    .command('answer')
    .description('Answer a task that waits for it')
    .argument('<task>', 'The task, as <execution>/<task>')
    .argument('<choice>', 'One of its choices')
    .option('--comment <text>', 'Why; it is kept with the answer')
  takeParameters(answering, 'Value that the answer brings; repeatable').action(
    (task: string, choice: string, options: AnswerOptions, command: Command) =>
      answer(open(command), { task: taskOf(task), choice }, options),
  )
}

async function list(session: Session, limit: number): Promise<void> {
  const client = await session.client()
  await printPages(session, (page) => client.approvals.list({ namespace: session.namespaceFilter, ...page }), {
    limit,
    columns: withNamespace(session, COLUMNS),
    whenEmpty: noneThere(session, 'approvals'),
  })
}

async function show(session: Session, task: TaskArguments): Promise<void> {
  const approval = await find(await session.client(), task)
  const { approvers, dueTime, onTimeout } = approval
  const fields: [string, string][] = [
    ['Task', keyOf(approval)],
    ['Workflow', approval.workflowName],
    ['Namespace', approval.namespace],
    ['Waits since', showTime(approval.beginTime)],
    ['Waits until', dueTime === null ? 'it is answered' : `${showTime(dueTime)}, then: ${onTimeout ?? 'it fails'}`],
    ['Choices', approval.choices.map(({ name, fails }) => (fails ? `${name} (fails the task)` : name)).join(', ')],
    [
      'Who may answer',
      approvers === null ? 'every token that may operate the workflow' : oneLine(approvers.join(', ')),
    ],
  ]
  const { parameters } = approval
  const brings = parameters === null ? [] : [{ title: 'Parameters', lines: [oneLine(JSON.stringify(parameters))] }]
  const sections = [{ title: 'Message', lines: plainLines(approval.message).split('\n') }, ...brings]
  await session.printer.details(approval, { fields, sections })
}

async function answer(
  session: Session,
  { task, choice }: { readonly task: TaskArguments; readonly choice: string },
  { comment, ...given }: AnswerOptions,
): Promise<void> {
  const client = await session.client()
  const { workflowExecutionId, taskName } = task
  const sequenceNumber = task.sequenceNumber ?? (await find(client, task)).sequenceNumber
  const ref = { workflowExecutionId, taskName, sequenceNumber }
  const schema = async () => (await find(client, task)).parameters ?? undefined
  const result = await sendParameters({ session, schema }, given, (parameters) =>
    client.approvals.answer(ref, { choice, comment, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) }),
  )
  const key = `${workflowExecutionId}/${taskName}/${result.sequenceNumber}`
  await session.printer.done(`Answered "${key}" with "${result.choice}": it is ${result.status}.`, result, key)
}

async function find(client: AIFlowClient, { workflowExecutionId, taskName }: TaskArguments): Promise<ApprovalResource> {
  const pages = allPages((page) => client.approvals.list({ ...page, workflowExecution: workflowExecutionId }))
  for await (const approval of pages) if (approval.taskName === taskName) return approval
  throw wrongUse(
    `The task "${workflowExecutionId}/${taskName}" does not wait for an answer. List those that do: aiflow approval list`,
  )
}

function taskOf(task: string): TaskArguments {
  return parseTask(task, undefined, undefined)
}
