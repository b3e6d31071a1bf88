import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { minuteText } from '../../../components/kit/text/time-text.ts'
import { causeText } from '../../executions/cause-text.ts'
import { DueTime } from '../../executions/due-time.tsx'
import classes from './execution-facts.module.css'
import { StatusCounts } from './status-counts.tsx'

/** Facts about an execution, on one line. */
export function ExecutionFacts({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const { namespace, beginTime, endTime, tasks, snapshotHash, schedule, parent } = execution
  return (
    <div className={classes.facts}>
      <Fields>
        <Field label="Started">
          <TimeAgo time={beginTime} />
        </Field>
        <Field label={lengthLabel(execution)}>
          <Duration from={beginTime} to={endTime} />
        </Field>
        <Field label="Started by">
          {parent === null ? (
            causeText(execution)
          ) : (
            <TaskExecutionLink {...parent}>{causeText(execution)}</TaskExecutionLink>
          )}
        </Field>
        {schedule === null ? null : (
          <>
            <Field label="Due time">
              <DueTime {...schedule} />
            </Field>
            <Field label="Data interval">
              <span className={classes.time}>{minuteText(schedule.intervalStart)} –</span>
              <span className={classes.time}>{minuteText(schedule.intervalEnd)}</span>
            </Field>
          </>
        )}
        <Field label="Namespace">{namespace}</Field>
        <Field label="Snapshot">
          <Mono title={snapshotHash}>{snapshotHash.slice(0, 12)}</Mono>
        </Field>
        <Field label="Tasks">
          <StatusCounts tasks={tasks} />
        </Field>
      </Fields>
    </div>
  )
}

function lengthLabel({ status, endTime }: WorkflowExecutionDetail): string {
  if (endTime !== null) return 'Duration'
  return status === 'INIT' ? 'Waiting for' : 'Running for'
}
