import type { WorkflowDetail, WorkflowScheduleResource } from '@aiflow/sdk/client'
import { describeCondition, pythonEnvironmentText, pythonRunText } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import { showInstant } from '../../answers/instant.ts'
import { quote } from '../../answers/quote.ts'
import { namespaceField, workflowField } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'

type Definition = WorkflowDetail['definition']
type TaskOfDefinition = Definition['tasks'][number]

const COMMAND_CHARACTERS = 200
const SCHEMA_CHARACTERS = 1500

export const describeWorkflow = defineTool({
  name: 'describe_workflow',
  title: 'A workflow',
  description:
    'Explains a workflow: its tasks with their rules in words, what starts it (triggers and schedules), its parameters, and warnings about likely mistakes.',
  effect: 'read',
  input: z.strictObject({ namespace: namespaceField, workflow: workflowField }),
  call: async ({ namespace, workflow }, { client, signal, caller }) => {
    const asked = client()
    const of = namespace ?? caller.namespace
    const detail = await asked.workflows.get(of, workflow, { signal })
    const { items: schedules } = await asked.schedules.list({ namespace: of, workflow, limit: 50, signal })
    const lines = [
      ...headLines(detail),
      ...startLines(detail.definition, schedules),
      ...detail.warnings.map(({ message }) => `Warning: ${message}`),
      ...detail.definition.tasks.flatMap(taskLines),
    ]
    return { text: boundedLines(lines, 'Ask why_not about one task of an execution.') }
  },
})

function headLines({ namespace, name, enabled, description, definition }: WorkflowDetail): string[] {
  const { lifetime, maxActiveExecutions, timeoutSeconds, onFailure, parameters } = definition
  const traits = [
    enabled ? 'enabled' : 'disabled, so it starts no executions',
    lifetime === 'untilStopped'
      ? 'an execution runs until it is stopped'
      : 'an execution ends when nothing can happen any more',
    ...(maxActiveExecutions === undefined ? [] : [`at most ${maxActiveExecutions} executions at once`]),
    ...(timeoutSeconds ? [`time limit ${timeoutSeconds} s`] : []),
    ...(onFailure === 'stop' ? ['the first failure stops the execution'] : []),
  ]
  return [
    `Workflow "${name}" (namespace "${namespace}"): ${traits.join('; ')}.`,
    ...(description === null ? [] : [`Description: ${quote(description)}`]),
    ...(parameters === undefined
      ? ['It takes no parameters.']
      : [`Parameters, as JSON Schema: ${quote(JSON.stringify(parameters), SCHEMA_CHARACTERS)}`]),
  ]
}

function startLines({ triggers }: Definition, schedules: readonly WorkflowScheduleResource[]): string[] {
  return [
    ...triggers.map(
      ({ name, condition, overlap }) =>
        `Trigger "${name}" starts it when ${describeCondition(condition)} (overlap: ${overlap}).`,
    ),
    ...schedules.map(({ name, expression, timezone, paused, nextTime }) => {
      const next = paused ? 'paused' : `next ${showInstant(nextTime)}`
      return `Schedule "${name}" starts it at ${expression} ${timezone} (${next}).`
    }),
    ...(triggers.length === 0 && schedules.length === 0 ? ['Nothing starts it but a request.'] : []),
  ]
}

function describeOperator(operator: TaskOfDefinition['operator']): string {
  switch (operator.type) {
    case 'bash':
      return `runs the command ${quote(operator.command, COMMAND_CHARACTERS)}`
    case 'python':
      return `runs Python: ${pythonRunText(operator)}, with ${pythonEnvironmentText(operator)}`
    case 'code':
      return `runs code (${operator.className})`
    case 'approval':
      return `asks a person ${quote(operator.message, COMMAND_CHARACTERS)} (${operator.choices.map(({ name }) => name).join(', ')})`
    case 'workflow':
      return `starts the workflow ${quote(operator.workflow)} and waits for its end`
  }
}

function taskLines(task: TaskOfDefinition): string[] {
  const { name, operator, rules, retry, periodicExpression, emits = [], optional, allowFailure, onStop } = task
  const does = describeOperator(operator)
  const traits = [
    ...(retry.retries === 0 ? [] : [`${retry.retries} retries`]),
    ...(periodicExpression === undefined ? [] : [`starts at ${periodicExpression}`]),
    ...(optional ? ['optional'] : []),
    ...(allowFailure ? ['may fail'] : []),
    ...(onStop ? ['clean-up'] : []),
    ...(emits.length === 0 ? [] : [`sends ${emits.map(({ key }) => quote(key)).join(', ')}`]),
  ]
  const begin = rules.length === 0 && periodicExpression === undefined && !onStop ? ['  START with the execution'] : []
  return [
    `Task "${name}" ${does}${traits.length === 0 ? '' : `; ${traits.join('; ')}`}`,
    ...begin,
    ...rules.map(
      ({ name: rule, action, condition }) => `  Rule "${rule}": ${action} when ${describeCondition(condition)}`,
    ),
  ]
}
