import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Notice } from '../../components/kit/feedback/notice.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { WorkflowLink } from '../../components/workflow/workflow-link.tsx'
import { type TriggerRef, whyNotTriggerQuery } from '../../data/queries/why.ts'
import { WaitingRule } from './waiting-rule.tsx'
import classes from './why-not.module.css'

/** Why a trigger starts no execution of its workflow. */
export function WhyTriggerView() {
  const { of: namespace, ...names } = useParams({ from: '/layout/workflows/$of/$workflow/triggers/$name/why' })
  const ref = { namespace, ...names }
  return (
    <>
      <PageHeader
        title={`Why ${ref.name} starts nothing`}
        above={
          <>
            <Link to="/workflows">Workflows</Link> / <WorkflowLink namespace={namespace} name={ref.workflow} />
          </>
        }
      />
      <WaitingTrigger of={ref} />
    </>
  )
}

function WaitingTrigger({ of }: { readonly of: TriggerRef }) {
  const { data, error } = useQuery(whyNotTriggerQuery(of))
  if (data === undefined) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  return (
    <div className={classes.parts}>
      {data.hindrances.map((text) => (
        <Notice key={text} tone="retrying">
          {text}
        </Notice>
      ))}
      <WaitingRule rule={data.rule} />
    </div>
  )
}
