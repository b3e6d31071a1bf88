import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Duration } from '../../components/duration.tsx'
import { Field, Fields } from '../../components/fields.tsx'
import { Mono } from '../../components/mono.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { causeText } from '../executions/cause-text.ts'
import classes from './execution-facts.module.css'
import { StatusCounts } from './status-counts.tsx'

/** What an execution is, in a line. */
export function ExecutionFacts({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const { namespace, beginTime, endTime, tasks, snapshotHash } = execution
  return (
    <div className={classes.facts}>
      <Fields>
        <Field label="Began">
          <TimeAgo time={beginTime} />
        </Field>
        <Field label={endTime === null ? 'Lives for' : 'Took'}>
          <Duration from={beginTime} to={endTime} />
        </Field>
        <Field label="Started">{causeText(execution)}</Field>
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
