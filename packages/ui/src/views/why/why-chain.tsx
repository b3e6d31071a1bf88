import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { IconHelp } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { LinkCard } from '../../components/causes/link-card.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { whyQuery } from '../../data/queries/why.ts'
import { RuleValues } from './rule-values.tsx'
import classes from './why-chain.module.css'

/** Number of task executions to show at first, and to add each time. */
const DEPTH = 10
const MAX_DEPTH = 100

const BECAUSE = {
  taskExecution: 'which came from',
  workflowExecution: 'which began with',
  rule: 'because of the rule',
  event: 'which was met by',
  request: 'which was requested',
  timer: 'at the time of',
  missing: 'before that',
}

interface WhyChainProps {
  readonly execution: WorkflowExecutionDetail
  readonly task: string
  /** The latest if absent. */
  readonly sequence: number | undefined
}

/** From a task execution back to its first cause. */
export function WhyChain({ execution, task, sequence }: WhyChainProps) {
  const latest = execution.tasks.find(({ name }) => name === task)?.latest?.sequenceNumber
  const sequenceNumber = sequence ?? latest
  if (sequenceNumber === undefined) {
    return (
      <EmptyState icon={IconHelp} title={`"${task}" never ran in this execution`}>
        Ask why it does not run.
      </EmptyState>
    )
  }
  return (
    <Chain
      key={`${task}/${sequenceNumber}`}
      of={{ workflowExecutionId: execution.id, taskName: task, sequenceNumber }}
    />
  )
}

function Chain({ of }: { readonly of: Parameters<typeof whyQuery>[0] }) {
  const [depth, setDepth] = useState(DEPTH)
  const { data, error, isPlaceholderData } = useQuery({ ...whyQuery(of, depth), placeholderData: keepPreviousData })
  if (data === undefined) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  return (
    <>
      <ol className={classes.chain} aria-label={`Why ${of.taskName} ran`}>
        {data.links.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the past does not change its order
          <li key={index} className={classes.link}>
            {index === 0 ? null : <span className={classes.because}>{BECAUSE[link.type]}</span>}
            <LinkCard link={link} isMain={index === 0}>
              {link.type === 'rule' ? <RuleValues link={link} /> : null}
            </LinkCard>
          </li>
        ))}
      </ol>
      {data.next === null || depth >= MAX_DEPTH ? null : (
        <Button variant="default" loading={isPlaceholderData} onClick={() => setDepth(Math.min(MAX_DEPTH, depth * 2))}>
          Further back
        </Button>
      )}
    </>
  )
}
