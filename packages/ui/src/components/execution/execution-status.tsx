import type { WorkflowExecutionResource } from '@aiflow/sdk/client'
import { IconHandStop, IconPlayerPause } from '@tabler/icons-react'
import { StatusBadge } from '../kit/text/status-badge.tsx'
import classes from './execution-status.module.css'

type ExecutionStatusProps = Pick<WorkflowExecutionResource, 'status' | 'paused' | 'stopping' | 'cleanUp'>

/** The status of a workflow execution, and whether it is paused or stopping. */
export function ExecutionStatus({ status, paused, stopping, cleanUp }: ExecutionStatusProps) {
  const isLiving = status === 'INIT' || status === 'RUNNING'
  const label = cleanUp?.status === 'running' ? 'cleaning up' : 'stopping'
  return (
    <span className={classes.status}>
      <StatusBadge status={status} />
      {isLiving && paused ? <IconPlayerPause size={14} aria-label="paused" role="img" /> : null}
      {isLiving && stopping ? <IconHandStop size={14} aria-label={label} role="img" /> : null}
    </span>
  )
}
