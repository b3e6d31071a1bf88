import type { BackfillOrder, Reprocess } from '@aiflow/sdk/client'
import { MAX_BACKFILL_ACTIVE } from '@aiflow/sdk/internal/limits'
import { NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { countText } from '../../../components/kit/text/count-text.ts'
import { client } from '../../../data/client.ts'
import type { WorkflowName } from '../../../data/queries/workflows.ts'
import { AddButton } from '../starts/adding/add-button.tsx'
import classes from '../starts/adding/add-form.module.css'
import { AddForm } from '../starts/adding/add-form.tsx'
import { NO_PARAMETERS, ParametersField } from '../starts/adding/parameters-field.tsx'

const REPROCESS: readonly { readonly value: Reprocess; readonly label: string }[] = [
  { value: 'none', label: 'none: do not start again' },
  { value: 'failed', label: 'failed: start again if all have failed or were stopped' },
  { value: 'all', label: 'all: start again, even after a success' },
]

const ORDERS: readonly { readonly value: BackfillOrder; readonly label: string }[] = [
  { value: 'oldestFirst', label: 'oldest first' },
  { value: 'newestFirst', label: 'newest first' },
]

interface AddBackfillProps {
  readonly workflow: WorkflowName
  readonly schedules: readonly string[]
}

export function AddBackfill(props: AddBackfillProps) {
  return <AddButton noun="backfill">{(close) => <BackfillForm {...props} onClose={close} />}</AddButton>
}

function BackfillForm({ workflow, schedules, onClose }: AddBackfillProps & { readonly onClose: () => void }) {
  const [schedule, setSchedule] = useState(schedules[0] ?? '')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [maxActive, setMaxActive] = useState(1)
  const [order, setOrder] = useState<BackfillOrder>('oldestFirst')
  const [reprocess, setReprocess] = useState<Reprocess>('none')
  const [parameters, setParameters] = useState(NO_PARAMETERS)
  const add = () =>
    client.backfills.start(workflow.namespace, workflow.name, {
      schedule,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      maxActive,
      order,
      reprocess,
      parameters: { ...parameters.value },
    })
  return (
    <AddForm
      noun="backfill"
      name={schedule}
      missing={missingOf(from, to) ?? parameters.problem}
      onAdd={add}
      onClose={onClose}
    >
      <Select
        label="Schedule"
        data={[...schedules]}
        value={schedule}
        onChange={(chosen) => setSchedule(chosen ?? schedule)}
        allowDeselect={false}
      />
      <div className={classes.row}>
        <TextInput
          label="From"
          description="Inclusive"
          type="datetime-local"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          label="To"
          description="Exclusive"
          type="datetime-local"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <NumberInput
          label="Executions at once"
          description={`1 to ${countText(MAX_BACKFILL_ACTIVE)}`}
          min={1}
          max={MAX_BACKFILL_ACTIVE}
          allowDecimal={false}
          value={maxActive}
          onChange={(next) => setMaxActive(Number(next))}
        />
      </div>
      <Select
        label="Times that have an execution"
        data={REPROCESS}
        value={reprocess}
        onChange={(chosen) => setReprocess(REPROCESS.find(({ value }) => value === chosen)?.value ?? reprocess)}
        allowDeselect={false}
      />
      <Select
        label="Order"
        data={ORDERS}
        value={order}
        onChange={(chosen) => setOrder(ORDERS.find(({ value }) => value === chosen)?.value ?? order)}
        allowDeselect={false}
      />
      <ParametersField draft={parameters} onChange={setParameters} />
    </AddForm>
  )
}

function missingOf(from: string, to: string): string | null {
  if (from === '' || to === '') return 'Set both ends of the range.'
  return from < to ? null : '"From" must be before "To".'
}
