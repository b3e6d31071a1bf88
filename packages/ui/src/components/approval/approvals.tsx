import type { ApprovalResource } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type ApprovalFilter, approvalsQuery } from '../../data/queries/approvals.ts'
import { useMay } from '../../data/use-session.ts'
import { ExecutionLink, TaskExecutionLink } from '../execution/execution-links.tsx'
import { Panel } from '../kit/layout/panel.tsx'
import { TimeAgo } from '../kit/text/time-ago.tsx'
import { AnswerDialog } from './answer-dialog.tsx'
import classes from './approvals.module.css'

interface ApprovalsProps {
  readonly of: ApprovalFilter
  /** Only of this task; of all by default. */
  readonly task?: string
}

/** What people are asked, with the answers to choose from. Nothing if nobody is asked anything. */
export function Approvals({ of, task }: ApprovalsProps) {
  const { data = [] } = useQuery(approvalsQuery(of))
  const shown = data.filter(({ taskName }) => task === undefined || taskName === task)
  if (shown.length === 0) return null
  return (
    <Panel title="Waiting for an answer" isFlush>
      <ul className={classes.list}>
        {shown.map((approval) => (
          <Approval key={approval.taskExecutionId} approval={approval} />
        ))}
      </ul>
    </Panel>
  )
}

function Approval({ approval }: { readonly approval: ApprovalResource }) {
  const { taskName, workflowName, workflowExecutionId, beginTime, message, choices } = approval
  const [choice, setChoice] = useState<string | null>(null)
  const mayOperate = useMay('operator')
  return (
    <li className={classes.approval}>
      <div className={classes.head}>
        <strong>
          <TaskExecutionLink {...approval}>{taskName}</TaskExecutionLink>
        </strong>
        <span className={classes.of}>
          {workflowName} · <ExecutionLink id={workflowExecutionId} />
        </span>
        <span className={classes.time}>
          <TimeAgo time={beginTime} />
        </span>
      </div>
      <p className={classes.message}>{message}</p>
      <p className={classes.rules}>
        <Rules approval={approval} />
      </p>
      {mayOperate ? (
        <div className={classes.choices}>
          {choices.map(({ name, fails }) => (
            <Button
              key={name}
              size="compact-sm"
              variant="default"
              {...(fails ? { c: 'var(--state-failed)' } : {})}
              onClick={() => setChoice(name)}
            >
              {name}
            </Button>
          ))}
        </div>
      ) : null}
      {choice === null ? null : <AnswerDialog approval={approval} choice={choice} onClose={() => setChoice(null)} />}
    </li>
  )
}

/** Who may answer, and until when. */
function Rules({ approval: { approvers, dueTime, onTimeout } }: { readonly approval: ApprovalResource }) {
  const who =
    approvers === null ? 'Anybody who may operate the workflow can answer' : `Only ${approvers.join(', ')} can answer`
  if (dueTime === null) return `${who}.`
  return (
    <>
      {who}. The time is up <TimeAgo time={dueTime} />, then{' '}
      {onTimeout === null ? 'the task fails' : `"${onTimeout}" counts`}.
    </>
  )
}
