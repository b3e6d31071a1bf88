import type { WorkflowTriggerResource } from '@aiflow/sdk/client'
import { describeCondition } from '@aiflow/sdk/internal/wire'
import { IconTargetArrow } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { client } from '../../../data/client.ts'
import { useMay } from '../../../data/use-session.ts'
import { fanInText, overlapText } from './overlap-text.ts'
import { StarterButtons } from './starter-buttons.tsx'
import { StarterState } from './starter-state.tsx'

const COLUMNS: readonly Column<WorkflowTriggerResource>[] = [
  { id: 'name', title: 'Trigger', width: 150, cell: (trigger) => <span title={trigger.name}>{trigger.name}</span> },
  { id: 'when', title: 'When', cell: (trigger) => <When trigger={trigger} /> },
  {
    id: 'overlap',
    title: 'While executions are active',
    width: 204,
    isMinor: true,
    cell: ({ overlap }) => <span title={overlapText(overlap)}>{overlap}</span>,
  },
  { id: 'fanIn', title: 'Many events', width: 180, isMinor: true, cell: ({ fanIn }) => fanInText(fanIn) },
  {
    id: 'last',
    title: 'Last fired',
    width: 104,
    isMinor: true,
    cell: ({ lastTime }) => (lastTime === null ? '–' : <TimeAgo time={lastTime} />),
  },
  { id: 'state', title: 'State', width: 104, isMinor: true, cell: (trigger) => <StarterState {...trigger} /> },
  {
    id: 'why',
    title: '',
    width: 62,
    isMinor: true,
    cell: (trigger) => (
      <Link {...whyOf(trigger)} aria-label={`Why ${trigger.name} starts nothing`}>
        Why
      </Link>
    ),
  },
]

export function TriggerTable({ triggers }: { readonly triggers: readonly WorkflowTriggerResource[] }) {
  const navigate = useNavigate()
  const mayPause = useMay('operator')
  const mayDelete = useMay('author')
  const columns = useMemo(() => {
    const buttons: Column<WorkflowTriggerResource> = {
      id: 'do',
      title: '',
      width: 84,
      align: 'right',
      cell: (trigger) => <Buttons trigger={trigger} mayDelete={mayDelete} />,
    }
    return mayPause ? [...COLUMNS, buttons] : COLUMNS
  }, [mayPause, mayDelete])
  return (
    <DataTable
      label="Triggers"
      rows={triggers}
      columns={columns}
      keyOf={({ id }) => String(id)}
      onOpen={(trigger) => void navigate(whyOf(trigger))}
      isEmbedded
      whenEmpty={
        <EmptyState icon={IconTargetArrow} title="No triggers">
          A trigger starts an execution when an event meets its condition.
        </EmptyState>
      }
    />
  )
}

function whyOf({ namespace, workflowName, name }: WorkflowTriggerResource) {
  const params = { of: namespace, workflow: workflowName, name }
  return { to: '/workflows/$of/$workflow/triggers/$name/why', params } as const
}

function When({ trigger: { condition } }: { readonly trigger: WorkflowTriggerResource }) {
  const text = describeCondition(condition)
  return <Mono title={text}>{text}</Mono>
}

interface ButtonsProps {
  readonly trigger: WorkflowTriggerResource
  readonly mayDelete: boolean
}

function Buttons({ trigger: { namespace, workflowName, name, paused, declared, circuit }, mayDelete }: ButtonsProps) {
  const isShut = circuit?.status === 'open' || circuit?.status === 'disabled'
  return (
    <StarterButtons
      noun="trigger"
      name={name}
      isPaused={paused || isShut}
      isDeclared={declared}
      onPause={() => client.triggers.pause(namespace, workflowName, name)}
      onResume={() => client.triggers.resume(namespace, workflowName, name)}
      onDelete={mayDelete ? () => client.triggers.delete(namespace, workflowName, name) : null}
    />
  )
}
