import { NumberInput, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { FilterBar } from '../../components/filter-bar.tsx'
import { useTextFilter } from '../../components/use-text-filter.ts'
import type { DeadLettersSearch } from './route.ts'

interface LetterFiltersProps {
  readonly search: DeadLettersSearch
  readonly onChange: (filter: Partial<DeadLettersSearch>) => void
  readonly aside: ReactNode
}

export function LetterFilters({ search, onChange, aside }: LetterFiltersProps) {
  const [workflow, setWorkflow] = useTextFilter(search.workflow, (value) => onChange({ workflow: value }))
  const [task, setTask] = useTextFilter(search.task, (value) => onChange({ task: value }))
  const [rule, setRule] = useTextFilter(search.rule, (value) => onChange({ rule: value }))
  const [execution, setExecution] = useTextFilter(search.execution?.toString(), (value) =>
    onChange({ execution: value === undefined ? undefined : Number(value) }),
  )
  return (
    <FilterBar aside={aside}>
      <TextInput
        aria-label="Workflow"
        placeholder="Workflow"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={workflow}
        onChange={(event) => setWorkflow(event.currentTarget.value)}
        w={170}
      />
      <NumberInput
        aria-label="Execution"
        placeholder="Execution"
        value={execution}
        onChange={(value) => setExecution(String(value))}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        w={96}
      />
      <TextInput
        aria-label="Task"
        placeholder="Task"
        value={task}
        onChange={(event) => setTask(event.currentTarget.value)}
        w={130}
      />
      <TextInput
        aria-label="Rule"
        placeholder="Rule"
        value={rule}
        onChange={(event) => setRule(event.currentTarget.value)}
        w={130}
      />
    </FilterBar>
  )
}
