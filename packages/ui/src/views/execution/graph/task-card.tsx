import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { ExecutionLink, TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { GraphCard } from '../../../components/graph/graph-card.tsx'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { StatusBadge } from '../../../components/kit/text/status-badge.tsx'
import { ItemProgress } from '../../../components/task/item-progress.tsx'
import { TaskButtons } from '../../../components/task/task-buttons.tsx'
import { triggerText } from '../../../components/task/trigger-text.ts'
import classes from './task-card.module.css'

interface TaskCardProps {
  readonly execution: WorkflowExecutionDetail
  readonly task: WorkflowExecutionDetail['tasks'][number]
  readonly onClose: () => void
}

/** The state of a task in the graph, and the actions on it. */
export function TaskCard({ execution, task: { name, latest }, onClose }: TaskCardProps) {
  return (
    <GraphCard kind="Task" name={name} onClose={onClose}>
      {latest === null ? (
        'It has never run.'
      ) : (
        <Fields>
          <Field label="Status">
            <StatusBadge status={latest.status} />
          </Field>
          <Field label="Execution">
            #{latest.sequenceNumber}
            {latest.items == null ? `, attempt ${latest.attemptNumber}` : null}
          </Field>
          {latest.items == null ? null : (
            <Field label="Items">
              <ItemProgress shown={latest} />
            </Field>
          )}
          <Field label="Ran for">
            <Duration from={latest.beginTime} to={latest.endTime} />
          </Field>
          {latest.childExecutionId == null ? null : (
            <Field label="Workflow execution">
              <ExecutionLink id={latest.childExecutionId} />
            </Field>
          )}
          <Field label="Started by">{triggerText(latest, execution)}</Field>
        </Fields>
      )}
      <div className={classes.ways}>
        {latest === null ? null : (
          <TaskExecutionLink workflowExecutionId={execution.id} taskName={name} sequenceNumber={latest.sequenceNumber}>
            Log and attempts
          </TaskExecutionLink>
        )}
        <Link to="/executions/$id/why" params={{ id: execution.id }} search={{ task: name }}>
          Why
        </Link>
      </div>
      <div className={classes.buttons}>
        <TaskButtons execution={execution} task={name} latest={latest} />
      </div>
    </GraphCard>
  )
}
