import {
  MAX_DEFINITION_CHARACTERS,
  MAX_RULES_PER_TASK,
  MAX_SCHEDULES,
  MAX_TASKS,
  MAX_TASKS_WAITED_FOR,
  MAX_TRIGGERS,
} from '@aiflow/sdk/internal/limits'
import type { ConditionDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { requireAtMost } from './require-at-most.ts'

const SPLIT = 'Split it into several workflows that start each other.'

/** Throws `INVALID_WORKFLOW` if a workflow is larger than one step can start and judge. */
export function checkSizes(definition: WorkflowDefinition): void {
  const { name, tasks, triggers, schedules } = definition
  const workflow = `The workflow "${name}"`
  requireAtMost(MAX_TASKS, { count: tasks.length, noun: 'tasks', owner: workflow, advice: SPLIT })
  const advice = 'One condition can wait for several events, and one task can do several things.'
  for (const task of tasks) {
    const owner = `The task "${task.name}" of the workflow "${name}"`
    requireAtMost(MAX_RULES_PER_TASK, { count: task.rules.length, noun: 'rules', owner, advice })
  }
  requireAtMost(MAX_TRIGGERS, { count: triggers.length, noun: 'triggers', owner: workflow, advice: SPLIT })
  requireAtMost(MAX_SCHEDULES, { count: schedules.length, noun: 'schedules', owner: workflow, advice: SPLIT })
  const waitedFor = tasks.flatMap(({ rules }) => rules).reduce((sum, { condition }) => sum + upstreamsIn(condition), 0)
  requireAtMost(MAX_TASKS_WAITED_FOR, {
    count: waitedFor,
    noun: 'tasks that its rules wait for',
    owner: workflow,
    advice: 'Add a task that waits for all of them, and let the others wait for that task.',
  })
  const characters = JSON.stringify(definition).length
  const noun = 'characters of definition'
  requireAtMost(MAX_DEFINITION_CHARACTERS, { count: characters, noun, owner: workflow, advice: SPLIT })
}

function upstreamsIn(condition: ConditionDefinition): number {
  if (condition.type === 'taskStatus') return 1
  if (condition.type === 'taskOutcomes') return condition.tasks.length
  return condition.type === 'allTaskStatuses' ? condition.members.length : 0
}
