import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { dateText } from '../../../components/kit/text/time-text.ts'
import { causeText } from '../../executions/cause-text.ts'
import classes from './execution-facts.module.css'
import { StatusCounts } from './status-counts.tsx'

/** Facts about an execution, on one line. */
export function ExecutionFacts({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const { namespace, beginTime, endTime, tasks, snapshotHash, schedule } = execution
  return (
    <div className={classes.facts}>
      <Fields>
        <Field label="Began">
          <TimeAgo time={beginTime} />
        </Field>
        <Field label={endTime === null ? 'Running for' : 'Duration'}>
          <Duration from={beginTime} to={endTime} />
        </Field>
        <Field label="Started">{causeText(execution)}</Field>
        {schedule === null ? null : (
          <Field label="Interval">
            {dateText(schedule.intervalStart)} – {dateText(schedule.intervalEnd)}
          </Field>
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
