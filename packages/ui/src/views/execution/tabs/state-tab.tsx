import type { ValuesPage } from '@aiflow/sdk/client'
import { IconDatabase, IconPackage } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { Notice } from '../../../components/kit/feedback/notice.tsx'
import { Panel } from '../../../components/kit/layout/panel.tsx'
import { Scrolled } from '../../../components/kit/layout/scrolled.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { JsonView } from '../../../components/kit/text/json-view.tsx'
import { executionStatesQuery } from '../../../data/queries/executions.ts'
import classes from './state-tab.module.css'

/** The named states of an execution, and the outputs of its tasks. */
export function StateTab({ id }: { readonly id: number }) {
  const { data, error, refetch } = useQuery(executionStatesQuery(id))
  if (data === undefined && error !== null) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined) return <TableSkeleton />
  return (
    <Scrolled label="State and outputs">
      <Panel title="Named states">
        <NamedValues {...data.states} command={`aiflow workflow-execution states ${id}`} />
        {Object.keys(data.states.values).length > 0 ? null : (
          <EmptyState icon={IconDatabase} title="No states">
            Conditions and tasks keep states by name: <code>context.state(…)</code>.
          </EmptyState>
        )}
      </Panel>
      <Panel title="Outputs of tasks">
        <NamedValues {...data.outputs} command={`aiflow workflow-execution outputs ${id}`} />
        {Object.keys(data.outputs.values).length > 0 ? null : <EmptyState icon={IconPackage} title="No outputs" />}
      </Panel>
    </Scrolled>
  )
}

/** The first page; the command prints all. */
function NamedValues({ values, next, command }: ValuesPage & { readonly command: string }) {
  const named = Object.entries(values)
  return (
    <>
      <dl className={classes.values}>
        {named.map(([name, value]) => (
          <div key={name} className={classes.value}>
            <dt className={classes.name}>{name}</dt>
            <dd>
              <JsonView label={name} value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {next === null ? null : (
        <Notice tone="queued">
          These are the first {named.length}: the others are too large to be shown here. <code>{command}</code> prints
          all.
        </Notice>
      )}
    </>
  )
}
