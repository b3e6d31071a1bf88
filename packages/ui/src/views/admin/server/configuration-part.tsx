import type { Configuration } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { configurationQuery } from '../../../data/queries/administration.ts'
import classes from './configuration-part.module.css'

type Setting = Configuration['settings'][number]

const SOURCES: Readonly<Record<Setting['source'], string>> = {
  default: 'default',
  file: 'aiflow.yaml',
  environment: 'environment',
  option: 'command line',
}

const COLUMNS: readonly Column<Setting>[] = [
  { id: 'name', title: 'Setting', width: 256, cell: (setting) => <Name setting={setting} /> },
  { id: 'value', title: 'Value', width: 140, cell: ({ value }) => <Value value={value} /> },
  { id: 'source', title: 'From', width: 132, isMinor: true, cell: (setting) => <Source setting={setting} /> },
  { id: 'default', title: 'Default', width: 120, isMinor: true, cell: ({ byDefault }) => <Value value={byDefault} /> },
  {
    id: 'meaning',
    title: 'Description',
    isMinor: true,
    cell: ({ description }) => <span title={description}>{description}</span>,
  },
]

/** The settings of the server, and where each comes from. They are changed on the machine of the server. */
export function ConfigurationPart() {
  const { data, error } = useQuery(configurationQuery)
  return (
    <>
      <PageHeader title="Configuration" />
      {data === undefined ? error === null ? <TableSkeleton /> : <ErrorState error={error} /> : null}
      {data === undefined ? null : (
        <>
          <p className={classes.advice}>
            A server reads <Mono>{`${data.home}/aiflow.yaml`}</Mono> and its environment when it starts.
          </p>
          <DataTable
            label="Configuration"
            rows={data.settings}
            columns={COLUMNS}
            keyOf={({ name }) => name}
            whenEmpty={null}
          />
        </>
      )}
    </>
  )
}

function Name({ setting: { name, variable } }: { readonly setting: Setting }) {
  return (
    <span title={variable}>
      <Mono>{name}</Mono>
    </span>
  )
}

function Value({ value }: Pick<Setting, 'value'>) {
  if (value === null) return <span className={classes.quiet}>not shown</span>
  if (value === '') return <span className={classes.quiet}>empty</span>
  return <Mono title={String(value)}>{String(value)}</Mono>
}

function Source({ setting: { source } }: { readonly setting: Setting }) {
  return source === 'default' ? <span className={classes.quiet}>default</span> : <strong>{SOURCES[source]}</strong>
}
