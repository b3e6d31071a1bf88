/** A place of the page: its picture is taken, and it is tested to keep nobody out. */
export interface PictureOf {
  /** Of the file. */
  readonly name: string
  readonly path: string
}

/** Every view, with what the example world holds; a view that is added belongs here. */
export const PLACES: readonly PictureOf[] = [
  { name: 'login', path: '/login' },
  { name: 'overview', path: '/' },
  { name: 'workflows', path: '/workflows' },
  { name: 'workflow', path: '/workflows/default/shop?box=task:price' },
  { name: 'workflow-of-many-tasks', path: '/workflows/default/large' },
  { name: 'workflow-grid', path: '/workflows/default/nightly-training?tab=grid' },
  { name: 'workflow-rules', path: '/workflows/default/shop?tab=rules' },
  { name: 'workflow-executions', path: '/workflows/default/hourly-report?tab=executions' },
  { name: 'workflow-starts', path: '/workflows/default/shop?tab=starts' },
  { name: 'workflow-snapshots', path: '/workflows/default/shop?tab=snapshots' },
  { name: 'workflow-source', path: '/workflows/default/shop?tab=source' },
  { name: 'no-such-workflow', path: '/workflows/default/unknown' },
  { name: 'executions', path: '/executions' },
  { name: 'executions-failed', path: '/executions?status=FAILED' },
  { name: 'execution', path: '/executions/2' },
  { name: 'execution-timeline-as-table', path: '/executions/2?as=table' },
  { name: 'execution-graph', path: '/executions/2?tab=graph&task=connect' },
  { name: 'execution-tasks', path: '/executions/2?tab=tasks' },
  { name: 'execution-events', path: '/executions/2?tab=events' },
  { name: 'execution-state', path: '/executions/2?tab=state' },
  { name: 'no-such-execution', path: '/executions/424242' },
  { name: 'log', path: '/executions/2/ingest-clicks/1?at=0' },
  { name: 'log-found', path: '/executions/2/long-log/1?find=line+765432' },
  { name: 'attempts', path: '/executions/2/connect/1?tab=attempts' },
  { name: 'metrics', path: '/executions/2/measured/1?tab=metrics' },
  { name: 'task-execution', path: '/executions/2/stubborn/1?tab=details' },
  { name: 'why-a-task-ran', path: '/executions/1/why?task=invoice' },
  { name: 'why-a-task-does-not-run', path: '/executions/1/why?task=close-the-day&part=not' },
  { name: 'rules', path: '/executions/1/why?part=rules' },
  { name: 'why-a-trigger-starts-nothing', path: '/workflows/default/mail/triggers/asked/why' },
  { name: 'events', path: '/events' },
  { name: 'event', path: '/events/7' },
  { name: 'event-as-text', path: '/events/12?effects=text' },
  { name: 'dead-letters', path: '/dead-letters' },
  { name: 'dead-letter', path: '/dead-letters/1' },
  { name: 'namespaces', path: '/admin/namespaces?name=warehouse' },
  { name: 'workers', path: '/admin/workers' },
  { name: 'pools', path: '/admin/pools' },
  { name: 'secrets', path: '/admin/secrets' },
  { name: 'connections', path: '/admin/connections' },
  { name: 'tokens', path: '/admin/tokens' },
  { name: 'audit', path: '/admin/audit' },
  { name: 'configuration', path: '/admin/configuration' },
  { name: 'about', path: '/admin/about' },
  { name: 'nothing-here', path: '/no-such-place' },
]

/** Where a new server has nothing to show yet. */
export const EMPTY_PLACES: readonly PictureOf[] = [
  { name: 'empty-overview', path: '/' },
  { name: 'empty-workflows', path: '/workflows' },
  { name: 'empty-executions', path: '/executions' },
  { name: 'empty-events', path: '/events' },
  { name: 'empty-dead-letters', path: '/dead-letters' },
  { name: 'empty-pools', path: '/admin/pools' },
  { name: 'empty-tokens', path: '/admin/tokens' },
  { name: 'empty-audit', path: '/admin/audit' },
]
