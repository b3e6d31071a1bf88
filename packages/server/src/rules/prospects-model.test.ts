import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { type ConditionDefinition, type WorkflowDefinition, workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { generator } from '../testing/generator.ts'
import { bash, onEvent, startAfter } from '../testing/scheduler-harness.ts'
import type { TaskFacts } from './conditions/condition.ts'
import { upstreamsOf } from './conditions/kinds.ts'
import { createPlan, type Plan } from './plan.ts'
import { TaskProspects } from './prospects.ts'

const ENDS: readonly TaskStatus[] = ['SUCCESS', 'FAILED', 'STOPPED']
const WHENS = ['allDone', 'anyFailed', 'noneFailed', 'noneFailed']

test('what is known of changes before leads to what a look at all tasks finds', () => {
  const random = generator(1)
  for (let round = 0; round < 300; round += 1) {
    const plan = createPlan('hash', randomWorkflow(random))
    const names = [...plan.tasks.keys()]
    const view = new Map<string, TaskFacts>()
    let prospects = new TaskProspects(plan, new Map(view))
    for (let change = 0; change < 20; change += 1) {
      const name = pick(random, names)
      const status = view.get(name)?.status
      const isEnd = status === 'RUNNING'
      const before = modelOf(plan, view)
      view.set(name, { status: isEnd ? pick(random, ENDS) : 'RUNNING', startOffset: 1, endOffset: 2 })
      prospects = isEnd ? prospects.after(new Map(view)) : new TaskProspects(plan, new Map(view))
      const now = modelOf(plan, view)
      const added = now.skipped.filter((one) => !before.skipped.includes(one))
      const found = isEnd ? prospects.skippedByEndOf(name) : added
      expect(found.toSorted()).toEqual(added.toSorted())
      const asked = names.filter(() => random() < 0.3)
      for (const one of asked) {
        expect(prospects.isSkipped(one)).toBe(now.skipped.includes(one))
        expect(prospects.isSkippedByFailure(one)).toBe(now.byFailure.includes(one))
      }
    }
  }
})

/** The same by the words of the documentation, all tasks again and again until nothing changes. */
function modelOf(plan: Plan, view: ReadonlyMap<string, TaskFacts>) {
  const rules = [...plan.rules.values()].filter(({ action }) => action !== 'STOP')
  const statusOf = (name: string) => view.get(name)?.status
  const failed = new Set<string>()
  untilSettled(() => {
    for (const { task, condition } of rules) {
      if (view.has(task.name)) continue
      const tasks = upstreamsOf(condition).filter((name) => failed.has(name) || statusOf(name) === 'FAILED')
      const suffers = tasks.some((name) => failureHurts(condition, name))
      if (suffers) failed.add(task.name)
    }
    return failed.size
  })
  const isAsAsked = (condition: ConditionDefinition, name: string) => {
    if (condition.type === 'taskStatus') return statusOf(name) === condition.status
    if (condition.type === 'allTaskStatuses') {
      return condition.members.every(({ task, status }) => task !== name || statusOf(name) === status)
    }
    if (condition.type !== 'taskOutcomes' || condition.when === 'allDone') return true
    if (condition.when === 'anyFailed') return statusOf(name) === 'FAILED'
    return view.has(name) ? ['SUCCESS', 'STOPPED'].includes(String(statusOf(name))) : !failed.has(name)
  }
  const startsAlone = [...plan.tasks.values()].filter(({ name }) => !rules.some(({ task }) => task.name === name))
  const mayRun = new Set(startsAlone.map(({ name }) => name).filter((name) => !view.has(name)))
  for (const [name, { status }] of view) if (status === 'RUNNING') mayRun.add(name)
  untilSettled(() => {
    for (const { task, condition } of rules) {
      const isFine = (name: string) => isAsAsked(condition, name) || mayRun.has(name)
      const tasks = upstreamsOf(condition)
      const isOne = condition.type === 'taskOutcomes' && condition.when === 'anyFailed'
      if (isOne ? tasks.some(isFine) : tasks.every(isFine)) mayRun.add(task.name)
    }
    return mayRun.size
  })
  const skipped = [...plan.tasks.keys()].filter((name) => !view.has(name) && !mayRun.has(name))
  return { skipped, byFailure: skipped.filter((name) => failed.has(name)) }
}

function failureHurts(condition: ConditionDefinition, name: string): boolean {
  if (condition.type === 'taskStatus') return condition.status !== 'FAILED'
  if (condition.type === 'allTaskStatuses') {
    return condition.members.some(({ task, status }) => task === name && status !== 'FAILED')
  }
  return condition.type === 'taskOutcomes' && condition.when === 'noneFailed'
}

function untilSettled(turn: () => number): void {
  for (let before = -1, size = 0; before !== size; ) {
    before = size
    size = turn()
  }
}

/** Its rules wait for any tasks, also in circles. */
function randomWorkflow(random: () => number): WorkflowDefinition {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const tasks = names.map((name, index) => {
    const rules = Array.from({ length: index === 0 ? 0 : Math.floor(random() * 3) }, (_, place) => ({
      ...randomRule(random, names),
      name: `r${place}`,
    }))
    return bash(name, { rules })
  })
  return workflowDefinitionSchema.parse({
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name: 'w',
    tasks,
  })
}

function on(task: string, status: TaskStatus) {
  return { action: 'START', condition: { type: 'taskStatus', task, status } }
}

function randomRule(random: () => number, names: readonly string[]) {
  const [one, other] = [pick(random, names), pick(random, names)]
  switch (Math.floor(random() * 6)) {
    case 0:
      return on(one, 'FAILED')
    case 1:
      return startAfter(one, ...(one === other ? [] : [other]))
    case 2:
      return random() < 0.2 ? onEvent('START', 'k') : on(one, 'STOPPED')
    default:
      return { action: 'START', condition: { type: 'taskOutcomes', tasks: [one, other], when: pick(random, WHENS) } }
  }
}

function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T
}
