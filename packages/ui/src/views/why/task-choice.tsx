import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { NumberInput, Select } from '@mantine/core'
import { FilterBar } from '../../components/kit/filter/filter-bar.tsx'
import { StatusBadge } from '../../components/kit/text/status-badge.tsx'
import type { WhySearch } from './search.ts'

interface TaskChoiceProps {
  readonly execution: WorkflowExecutionDetail
  readonly part: 'ran' | 'not'
  readonly search: WhySearch & { readonly task: string }
  readonly onChange: (search: Partial<WhySearch>) => void
}

/** Chooses a task and one of its executions. */
export function TaskChoice({ execution, part, search, onChange }: TaskChoiceProps) {
  const { task, sequence } = search
  const latest = execution.tasks.find(({ name }) => name === task)?.latest ?? null
  return (
    <FilterBar aside={latest === null ? 'never ran' : <StatusBadge status={latest.status} />}>
      <Select
        aria-label="Task"
        data={execution.tasks.map(({ name }) => name)}
        value={task}
        onChange={(chosen) => onChange({ task: chosen ?? task, sequence: undefined })}
        allowDeselect={false}
        searchable
        limit={100}
        w={260}
      />
      {part === 'ran' && latest !== null && latest.sequenceNumber > 1 ? (
        <NumberInput
          aria-label="Which execution of the task"
          prefix="# "
          value={sequence ?? latest.sequenceNumber}
          onChange={(value) =>
            onChange({ sequence: value === '' || value === latest.sequenceNumber ? undefined : Number(value) })
          }
          min={1}
          max={latest.sequenceNumber}
          allowDecimal={false}
          clampBehavior="strict"
          w={96}
        />
      ) : null}
    </FilterBar>
  )
}
