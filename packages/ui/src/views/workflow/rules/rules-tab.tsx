import { describeCondition, type RuleDefinition } from '@aiflow/sdk/internal/wire'
import { Select } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { useMemo } from 'react'
import { ActionTag } from '../../../components/causes/action-tag.tsx'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { FilterBar } from '../../../components/kit/filter/filter-bar.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import type { WorkflowTabProps } from '../workflow-tab.ts'
import { whenAliveText } from './rule-text.ts'

interface RuleRow {
  readonly task: string
  readonly rule: RuleDefinition
}

const COLUMNS: readonly Column<RuleRow>[] = [
  { id: 'task', title: 'Task', width: 220, smallWidth: 120, cell: ({ task }) => <span title={task}>{task}</span> },
  { id: 'action', title: 'Action', width: 104, cell: ({ rule }) => <ActionTag action={rule.action} /> },
  { id: 'condition', title: 'When', cell: ({ rule }) => <Condition rule={rule} /> },
  {
    id: 'alive',
    title: 'While the task is active',
    width: 236,
    isMinor: true,
    cell: ({ rule }) => <span title={whenAliveText(rule)}>{whenAliveText(rule)}</span>,
  },
  {
    id: 'name',
    title: 'Rule',
    width: 220,
    isMinor: true,
    cell: ({ rule }) => <span title={rule.name}>{rule.name}</span>,
  },
]

/** The rules in order: the text form of the graph. */
export function RulesTab({ workflow: { definition }, search: { task }, onChange }: WorkflowTabProps) {
  const rows = useMemo(
    () =>
      definition.tasks
        .filter(({ name }) => task === undefined || name === task)
        .flatMap(({ name, rules }) => rules.map((rule): RuleRow => ({ task: name, rule }))),
    [definition, task],
  )
  return (
    <>
      <FilterBar>
        <Select
          aria-label="Task"
          placeholder="Task"
          data={definition.tasks.map(({ name }) => name)}
          value={task ?? null}
          onChange={(chosen) => onChange({ task: chosen ?? undefined })}
          searchable
          clearable
          w={240}
        />
      </FilterBar>
      <DataTable
        label="Rules"
        rows={rows}
        columns={COLUMNS}
        keyOf={(row) => `${row.task}/${row.rule.name}`}
        whenEmpty={
          <EmptyState
            icon={IconArrowsSplit2}
            title={task === undefined ? 'No task has a rule' : `"${task}" has no rule`}
          >
            A task that no rule starts begins with the execution, unless it has a timer.
          </EmptyState>
        }
      />
    </>
  )
}

function Condition({ rule: { condition } }: Pick<RuleRow, 'rule'>) {
  const text = describeCondition(condition)
  return <Mono title={text}>{text}</Mono>
}
