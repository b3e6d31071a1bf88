import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Notice } from '../../components/kit/feedback/notice.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { whyNotQuery } from '../../data/queries/why.ts'
import { WaitingRule } from './waiting-rule.tsx'
import classes from './why-not.module.css'

interface WhyNotProps {
  readonly workflowExecutionId: number
  readonly task: string
}

/** What blocks a task, and what each of its rules waits for. */
export function WhyNot({ workflowExecutionId, task }: WhyNotProps) {
  const { data, error } = useQuery(whyNotQuery(workflowExecutionId, task))
  if (data === undefined) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  const { hindrances, starts, nextTime, rules } = data
  return (
    <div className={classes.parts}>
      {hindrances.map((text) => (
        <Notice key={text} tone="retrying">
          {text}
        </Notice>
      ))}
      {starts.map((text) => (
        <p key={text} className={classes.start}>
          {text}{' '}
          {nextTime === null ? null : (
            <>
              Next: <TimeAgo time={nextTime} />.
            </>
          )}
        </p>
      ))}
      {rules.length === 0 ? <p className={classes.start}>It has no rules.</p> : null}
      {rules.map((rule) => (
        <WaitingRule key={rule.name} rule={rule} />
      ))}
    </div>
  )
}
