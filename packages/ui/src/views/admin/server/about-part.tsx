import type { ServerInfo } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { Panel } from '../../../components/kit/layout/panel.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { countText } from '../../../components/kit/text/count-text.ts'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { dateText } from '../../../components/kit/text/time-text.ts'
import { configurationQuery } from '../../../data/queries/administration.ts'
import { serverQuery } from '../../../data/queries/server.ts'
import { useMay, useSession } from '../../../data/use-session.ts'
import classes from './about-part.module.css'

const LINKS = [
  { href: '/api/docs', title: 'HTTP API' },
  { href: '/api/openapi.json', title: 'The same as OpenAPI 3.1' },
  { href: '/healthz', title: 'Health' },
  { href: '/readyz', title: 'Readiness' },
]

/** Facts about this server. */
export function AboutPart() {
  const { data: server } = useQuery(serverQuery)
  const session = useSession()
  const isAdmin = useMay('admin') && session.namespaces === null
  const { data: configuration } = useQuery({ ...configurationQuery, enabled: isAdmin })
  if (server === undefined) return <TableSkeleton />
  return (
    <>
      <PageHeader title="About" />
      <div className={classes.parts}>
        <Panel title="This server">
          <Fields>
            <Field label="Version">{server.version}</Field>
            <Field label="Address">{window.location.origin}</Field>
            <Field label="Running for">
              <Duration from={server.startTime} to={null} /> (since {dateText(server.startTime)})
            </Field>
            <Field label="Process">{server.pid}</Field>
            <Field label="Store">
              <Mono>{server.storeId}</Mono>
            </Field>
            <Field label="Schema of the store">{configuration?.schema ?? '–'}</Field>
            <Field label="Home">{configuration === undefined ? '–' : <Mono>{configuration.home}</Mono>}</Field>
            <Field label="Events in the log">{countText(server.lastOffset)}</Field>
          </Fields>
        </Panel>
        <UnreadableRows rows={server.unreadable ?? []} />
        <Panel title="You">
          <Fields>
            <Field label="Token">{session.name}</Field>
            <Field label="Role">{session.role}</Field>
            <Field label="Namespaces">{session.namespaces?.join(', ') ?? 'all'}</Field>
          </Fields>
        </Panel>
        <Panel title="More">
          <ul className={classes.links}>
            {LINKS.map(({ href, title }) => (
              <li key={href}>
                <a href={href} target="_blank" rel="noreferrer">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </>
  )
}

/** Unreadable rows stay as they are. Everything else continues. */
function UnreadableRows({ rows }: { readonly rows: NonNullable<ServerInfo['unreadable']> }) {
  if (rows.length === 0) return null
  return (
    <Panel title="Unreadable rows of the store">
      <ul>
        {rows.map(({ table, key, reason }) => (
          <li key={`${table} ${key} ${reason}`}>
            <Mono>{table}</Mono> <Mono>{key}</Mono>: {reason}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
