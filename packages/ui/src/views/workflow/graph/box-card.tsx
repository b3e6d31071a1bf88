import type { WorkflowDetail } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { GraphCard } from '../../../components/graph/graph-card.tsx'
import type { Graph, GraphBox } from '../../../components/graph/model/graph.ts'
import { sendersOf } from '../../../components/graph/model/link-senders.ts'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { RuleList, rulesOnKey, rulesOnTask } from '../rules/rule-list.tsx'
import { TaskOptions } from '../rules/task-options.tsx'
import { overlapText } from '../starts/overlap-text.ts'
import classes from './box-card.module.css'

interface BoxCardProps {
  readonly box: GraphBox
  readonly graph: Graph
  readonly workflow: WorkflowDetail
  readonly onClose: () => void
}

const KINDS: Readonly<Record<GraphBox['kind'], string>> = {
  task: 'Task',
  event: 'Event',
  begin: 'Beginning',
  trigger: 'Trigger',
  schedule: 'Schedule',
}

/** Describes the selected box of the graph. */
export function BoxCard({ box, graph, workflow, onClose }: BoxCardProps) {
  return (
    <GraphCard kind={KINDS[box.kind]} name={box.name} onClose={onClose}>
      <BoxBody box={box} graph={graph} workflow={workflow} />
    </GraphCard>
  )
}

function BoxBody({ box, graph, workflow }: Omit<BoxCardProps, 'onClose'>) {
  const { tasks } = workflow.definition
  switch (box.kind) {
    case 'task':
      return (
        <>
          <TaskOptions task={box.task} />
          <RuleList
            title="Its rules"
            rules={box.task.rules.map((rule) => ({ task: null, rule }))}
            whenEmpty={
              box.task.periodicExpression === undefined
                ? 'None: it starts with the execution.'
                : 'None: its own timer starts it.'
            }
          />
          <RuleList title="Rules on its status" rules={rulesOnTask(tasks, box.name)} whenEmpty="No rule." />
        </>
      )
    case 'event':
      return (
        <>
          <p className={classes.note}>
            {senderText(sendersOf(graph, box.id))}{' '}
            {box.key === null ? null : (
              <Link to="/events" search={{ key: box.key }}>
                Events with this key
              </Link>
            )}
          </p>
          <RuleList title="Rules that listen" rules={rulesOnKey(tasks, box.name)} whenEmpty="No rule of a task." />
        </>
      )
    case 'begin':
      return null
    case 'trigger':
    case 'schedule':
      return (
        <Fields>
          <Field label={box.kind === 'trigger' ? 'Starts it when' : 'Starts it at'}>{box.text}</Field>
          <Field label="While executions are active">{overlapText(box.overlap)}</Field>
          <Field label="State">{box.paused ? 'paused' : 'active'}</Field>
        </Fields>
      )
  }
}

function senderText(senders: readonly string[]): string {
  const others = 'Other workflows and people can send it, too.'
  if (senders.length === 0) return `No task of this workflow declares it or has sent it lately. ${others}`
  return `Sent by ${senders.map((task) => `"${task}"`).join(', ')}. ${others}`
}
