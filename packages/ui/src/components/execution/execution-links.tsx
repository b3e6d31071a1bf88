import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface ExecutionLinkProps {
  readonly id: number
  /** The id if absent. */
  readonly children?: ReactNode
}

export function ExecutionLink({ id, children }: ExecutionLinkProps) {
  return (
    <Link to="/executions/$id" params={{ id }}>
      {children ?? id}
    </Link>
  )
}

interface TaskExecutionLinkProps {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
  readonly children: ReactNode
}

export function TaskExecutionLink({ workflowExecutionId, taskName, sequenceNumber, children }: TaskExecutionLinkProps) {
  const params = { id: workflowExecutionId, task: taskName, sequence: sequenceNumber }
  return (
    <Link to="/executions/$id/$task/$sequence" params={params} title={taskName}>
      {children}
    </Link>
  )
}
