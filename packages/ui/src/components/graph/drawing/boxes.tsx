import type { TaskStatus } from '@aiflow/sdk'
import { VisuallyHidden } from '@mantine/core'
import {
  IconBolt,
  IconBrandPython,
  IconCalendarTime,
  IconCode,
  IconFlag,
  IconSitemap,
  IconTargetArrow,
  IconTerminal2,
  IconUserCheck,
} from '@tabler/icons-react'
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { createContext, type ReactNode, useContext } from 'react'
import { toneOf } from '../../../theme/states.ts'
import { StatusBadge } from '../../kit/text/status-badge.tsx'
import type { GraphBox } from '../model/graph.ts'
import type { Direction } from '../placement/direction.ts'
import classes from './boxes.module.css'
import { operatorText } from './operator-text.ts'
import { TaskMarks } from './task-marks.tsx'
import { useIsReadable } from './use-is-readable.ts'

/** The state of a task in a workflow execution. */
export interface TaskLook {
  /** Null if the task never ran. */
  readonly status: TaskStatus | null
  /** Beside the status: its duration and number. */
  readonly detail?: ReactNode
}

/** States by task name; absent in the graph of a definition. It changes often, without a new layout. */
export type TaskLooks = ReadonlyMap<string, TaskLook>

export const LooksContext = createContext<TaskLooks | null>(null)

export type BoxNode = Node<{ readonly box: GraphBox; readonly direction: Direction }, 'box'>

export function Box({ data: { box, direction }, selected }: NodeProps<BoxNode>) {
  const isRight = direction === 'RIGHT'
  return (
    <div className={classes.box} data-kind={box.kind} data-selected={selected || undefined}>
      <Handle type="target" position={isRight ? Position.Left : Position.Top} className={classes.handle ?? ''} />
      {box.kind === 'begin' ? null : <VisuallyHidden>{box.kind} </VisuallyHidden>}
      <BoxBody box={box} />
      <Handle type="source" position={isRight ? Position.Right : Position.Bottom} className={classes.handle ?? ''} />
    </div>
  )
}

function BoxBody({ box }: { readonly box: GraphBox }) {
  switch (box.kind) {
    case 'task':
      return <TaskBody box={box} />
    case 'event':
      return <Line icon={<IconBolt size={14} />} name={box.name} isMono />
    case 'begin':
      return <Line icon={<IconFlag size={14} />} name={box.name} />
    case 'trigger':
    case 'schedule':
      return <SourceBody box={box} />
  }
}

const ICONS = {
  bash: IconTerminal2,
  python: IconBrandPython,
  code: IconCode,
  approval: IconUserCheck,
  workflow: IconSitemap,
}

type TaskBox = Extract<GraphBox, { kind: 'task' }>

function TaskBody({ box: { name, task } }: { readonly box: TaskBox }) {
  const looks = useContext(LooksContext)
  const look = looks?.get(name)
  const status = look?.status ?? null
  const isReadable = useIsReadable()
  const OperatorIcon = ICONS[task.operator.type]
  return (
    <div className={classes.task} data-tone={status === null ? undefined : toneOf(status)}>
      <span className={classes.name} title={name}>
        {name}
      </span>
      {isReadable ? (
        <span className={classes.about}>
          <OperatorIcon size={13} aria-hidden />
          <span className={classes.operator}>{operatorText(task)}</span>
          <span className={classes.marks}>
            <TaskMarks task={task} />
          </span>
        </span>
      ) : null}
      {looks === null ? null : (
        <span className={classes.look}>
          {status === null ? 'never ran' : <StatusBadge status={status} />}
          <span className={classes.detail}>{look?.detail}</span>
        </span>
      )}
    </div>
  )
}

type SourceBox = Extract<GraphBox, { kind: 'trigger' | 'schedule' }>

function SourceBody({ box: { kind, name, text, paused } }: { readonly box: SourceBox }) {
  const IconOf = kind === 'trigger' ? IconTargetArrow : IconCalendarTime
  return (
    <div className={classes.source}>
      <Line icon={<IconOf size={14} />} name={name} />
      <span className={classes.when} title={text}>
        {paused ? 'paused · ' : ''}
        {text}
      </span>
    </div>
  )
}

interface LineProps {
  readonly icon: ReactNode
  readonly name: string
  readonly isMono?: boolean
}

function Line({ icon, name, isMono = false }: LineProps) {
  return (
    <span className={classes.line} data-mono={isMono || undefined} title={name}>
      {icon}
      <span className={classes.word}>{name}</span>
    </span>
  )
}
