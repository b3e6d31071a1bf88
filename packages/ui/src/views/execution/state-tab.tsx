import type { Json } from '@aiflow/sdk'
import { IconDatabase, IconPackage } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { Panel } from '../../components/panel.tsx'
import { Scrolled } from '../../components/scrolled.tsx'
import { TableSkeleton } from '../../components/table-skeleton.tsx'
import { executionStatesQuery } from '../../data/queries/executions.ts'
import classes from './state-tab.module.css'

/** What it keeps by name, and what its tasks left. */
export function StateTab({ id }: { readonly id: number }) {
  const { data, error, refetch } = useQuery(executionStatesQuery(id))
  if (data === undefined && error !== null) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined) return <TableSkeleton />
  return (
    <Scrolled label="State and outputs">
      <Panel title="Named states">
        <NamedValues values={data.states} />
        {Object.keys(data.states).length > 0 ? null : (
          <EmptyState icon={IconDatabase} title="No state is kept">
            Conditions and tasks keep states by name: <code>context.state(…)</code>.
          </EmptyState>
        )}
      </Panel>
      <Panel title="Outputs of tasks">
        <NamedValues values={data.outputs} />
        {Object.keys(data.outputs).length > 0 ? null : (
          <EmptyState icon={IconPackage} title="No task has left an output" />
        )}
      </Panel>
    </Scrolled>
  )
}

function NamedValues({ values }: { readonly values: Readonly<Record<string, Json>> }) {
  return (
    <dl className={classes.values}>
      {Object.entries(values).map(([name, value]) => (
        <div key={name} className={classes.value}>
          <dt className={classes.name}>{name}</dt>
          <dd>
            <JsonView label={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
