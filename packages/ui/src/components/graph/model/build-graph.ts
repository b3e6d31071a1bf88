import { TaskAction } from '@aiflow/sdk/internal/model'
import {
  type ConditionDefinition,
  describeCondition,
  describeFilter,
  type EventMatch,
  type TaskDefinition,
  type TriggerDefinition,
  type WorkflowDefinition,
} from '@aiflow/sdk/internal/wire'
import { type ArrowWay, type Graph, type GraphArrow, type GraphBox, type GraphSource, taskBoxId } from './graph.ts'

const BEGIN = 'begin'
const STOP = 'stop'
const ANY_EVENT = 'any event'
const OUTCOMES = { allDone: 'done', anyFailed: 'fails', noneFailed: 'done, not failed' } as const

/** The current triggers and schedules of a workflow: those that its code declares and those added by hand. */
export interface Starters {
  readonly triggers: readonly (GraphSource & Pick<TriggerDefinition, 'condition'>)[]
  readonly schedules: readonly GraphSource[]
}

/** The graph of a workflow: its tasks, what they wait for, and what starts it. */
export function buildGraph({ tasks }: Pick<WorkflowDefinition, 'tasks'>, starters: Starters | null): Graph {
  const boxes = new Map<string, GraphBox>()
  const arrows: GraphArrow[] = []
  const add = (box: GraphBox): string => {
    boxes.set(box.id, boxes.get(box.id) ?? box)
    return box.id
  }
  const addArrow = (arrow: Omit<GraphArrow, 'id'>) => arrows.push({ ...arrow, id: String(arrows.length) })
  const addCondition = (condition: ConditionDefinition, to: string, action: TaskAction | null) => {
    const title = describeCondition(condition)
    for (const { from, ...rest } of membersOf(condition)) {
      const box = typeof from === 'string' ? from : add(from)
      if (boxes.has(box)) addArrow({ from: box, to, action, title, ...rest })
    }
  }
  for (const source of starters?.triggers ?? []) {
    const to = add({ id: `trigger:${source.name}`, kind: 'trigger', ...source })
    addCondition(source.condition, to, null)
  }
  for (const source of starters?.schedules ?? []) {
    add({ id: `schedule:${source.name}`, kind: 'schedule', ...source })
  }
  const sources = [...boxes.values()].filter(({ kind }) => kind === 'trigger' || kind === 'schedule')
  add({ id: BEGIN, kind: 'begin', name: 'Execution begins' })
  for (const { id } of sources) addArrow(beginning(id, BEGIN))
  for (const task of tasks) add({ id: taskBoxId(task.name), kind: 'task', name: task.name, task })
  if (tasks.some(cleansUp)) add({ id: STOP, kind: 'begin', name: 'Execution is stopped' })
  for (const task of tasks) {
    const to = taskBoxId(task.name)
    if (startsByItself(task)) addArrow(beginning(BEGIN, to))
    if (cleansUp(task)) addArrow({ ...beginning(STOP, to), title: 'the execution is stopped' })
    for (const { condition, action } of task.rules) addCondition(condition, to, action)
  }
  for (const task of tasks) {
    for (const key of new Set(task.emits?.map((each) => each.key))) {
      const to = add(eventBox(key))
      const title = `"${task.name}" sends "${key}"`
      addArrow({ from: taskBoxId(task.name), to, way: 'event', action: null, label: '', title })
    }
    for (const key of new Set(task.listensTo)) {
      const title = `"${task.name}" listens to "${key}"`
      addArrow({ from: add(eventBox(key)), to: taskBoxId(task.name), way: 'event', action: null, label: '', title })
    }
  }
  return { boxes: [...boxes.values()], arrows }
}

/** A task without a START rule starts with its execution, unless it has a timer. */
function startsByItself(task: TaskDefinition): boolean {
  return task.periodicExpression === undefined && !task.onStop && !startsByRule(task)
}

/** A task of the clean-up without a START rule starts once all other tasks have ended. */
function cleansUp(task: TaskDefinition): boolean {
  return task.onStop === true && !startsByRule(task)
}

function startsByRule({ rules }: TaskDefinition): boolean {
  return rules.some(({ action }) => action === TaskAction.START)
}

function beginning(from: string, to: string): Omit<GraphArrow, 'id'> {
  return { from, to, way: 'begin', action: null, label: '', title: 'the execution begins' }
}

interface Member {
  /** The box of an event or a custom condition, or the name of a task. */
  readonly from: GraphBox | string
  readonly way: ArrowWay
  readonly label: string
}

/** The parts of a condition, one by one. */
function membersOf(condition: ConditionDefinition): readonly Member[] {
  switch (condition.type) {
    case 'event':
      return [eventMember(condition.event, '')]
    case 'allEvents':
      return condition.events.map((event) => eventMember(event, allOf(condition.events.length)))
    case 'anyEvent':
      return condition.events.map((event) => eventMember(event, ''))
    case 'taskStatus':
      return [statusMember(condition.task, condition.status)]
    case 'allTaskStatuses':
      return condition.members.map(({ task, status }) =>
        statusMember(task, joined(status, allOf(condition.members.length))),
      )
    case 'taskOutcomes':
      return condition.tasks.map((task) => statusMember(task, outcomeLabel(condition)))
    case 'cel':
      return (condition.keys ?? [null]).map((key) => customMember(key, 'CEL'))
    case 'code':
      return condition.expectEventKeys.map((key) => customMember(key, condition.className))
  }
}

function outcomeLabel({ when, tasks }: Extract<ConditionDefinition, { type: 'taskOutcomes' }>): string {
  return when === 'anyFailed' ? OUTCOMES[when] : joined(OUTCOMES[when], allOf(tasks.length))
}

function statusMember(task: string, label: string): Member {
  return { from: taskBoxId(task), way: 'status', label }
}

function eventMember({ key, filter }: EventMatch, suffix: string): Member {
  return {
    from: eventBox(key),
    way: 'event',
    label: joined(filter === undefined ? '' : describeFilter(filter), suffix),
  }
}

function customMember(key: string | null, label: string): Member {
  return { from: eventBox(key), way: 'custom', label }
}

function eventBox(key: string | null): GraphBox {
  const name = key ?? ANY_EVENT
  return { id: `event:${name}`, kind: 'event', name, key }
}

function allOf(count: number): string {
  return count === 1 ? '' : `all of ${count}`
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}
