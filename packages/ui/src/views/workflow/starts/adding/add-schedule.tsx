import type { CatchUp, Overlap } from '@aiflow/sdk'
import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../../data/client.ts'
import type { WorkflowName } from '../../../../data/queries/workflows.ts'
import { catchUpText } from '../overlap-text.ts'
import { AddButton } from './add-button.tsx'
import classes from './add-form.module.css'
import { AddForm } from './add-form.tsx'
import { OverlapField } from './overlap-field.tsx'
import { NO_PARAMETERS, ParametersField } from './parameters-field.tsx'

const CATCH_UPS: readonly CatchUp[] = ['one', 'skip', 'all']
const UNITS = ['days', 'hours', 'minutes', 'seconds'] as const
const KINDS = [
  { value: 'cron', label: 'At times (cron)' },
  { value: 'interval', label: 'At an interval' },
]

type Interval = Readonly<Record<(typeof UNITS)[number], number>>

export function AddSchedule({ workflow }: { readonly workflow: WorkflowName }) {
  return <AddButton noun="schedule">{(close) => <ScheduleForm workflow={workflow} onClose={close} />}</AddButton>
}

interface ScheduleFormProps {
  readonly workflow: WorkflowName
  readonly onClose: () => void
}

function ScheduleForm({ workflow, onClose }: ScheduleFormProps) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState('cron')
  const [cron, setCron] = useState('0 * * * *')
  const [interval, setInterval] = useState<Interval>({ days: 0, hours: 1, minutes: 0, seconds: 0 })
  const [timezone, setTimezone] = useState('UTC')
  const [overlap, setOverlap] = useState<Overlap>('allow')
  const [catchUp, setCatchUp] = useState<CatchUp>('one')
  const [parameters, setParameters] = useState(NO_PARAMETERS)
  const expression = kind === 'cron' ? `cron@${cron.trim()}` : intervalExpression(interval)
  const add = () =>
    client.schedules.add(workflow.namespace, workflow.name, {
      name: name.trim(),
      expression,
      timezone,
      overlap,
      catchUp,
      parameters: { ...parameters.value },
    })
  const missing = name.trim() === '' ? 'It needs a name.' : parameters.problem
  return (
    <AddForm noun="schedule" name={name} missing={missing} onAdd={add} onClose={onClose}>
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <SegmentedControl size="xs" aria-label="When it fires" data={KINDS} value={kind} onChange={setKind} />
      {kind === 'cron' ? (
        <TextInput
          label="Cron expression"
          description="Five fields, or six with seconds first"
          value={cron}
          onChange={(event) => setCron(event.currentTarget.value)}
        />
      ) : (
        <IntervalFields value={interval} onChange={setInterval} />
      )}
      <div className={classes.row}>
        <Select
          label="Time zone"
          data={['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]}
          value={timezone}
          onChange={(chosen) => setTimezone(chosen ?? 'UTC')}
          searchable
          allowDeselect={false}
          limit={100}
        />
        <OverlapField value={overlap} onChange={setOverlap} />
        <Select
          label="After an outage"
          data={CATCH_UPS.map((value) => ({ value, label: `${value}: ${catchUpText(value)}` }))}
          value={catchUp}
          onChange={(chosen) => setCatchUp(CATCH_UPS.find((one) => one === chosen) ?? catchUp)}
          allowDeselect={false}
        />
      </div>
      <ParametersField draft={parameters} onChange={setParameters} />
    </AddForm>
  )
}

interface IntervalFieldsProps {
  readonly value: Interval
  readonly onChange: (value: Interval) => void
}

function IntervalFields({ value, onChange }: IntervalFieldsProps) {
  return (
    <div className={classes.row} style={{ gridTemplateColumns: 'repeat(4, minmax(0, 1fr))' }}>
      {UNITS.map((unit) => (
        <NumberInput
          key={unit}
          label={unit}
          min={0}
          allowDecimal={false}
          value={value[unit]}
          onChange={(next) => onChange({ ...value, [unit]: Number(next) })}
        />
      ))}
    </div>
  )
}

function intervalExpression(interval: Interval): string {
  return `interval@${UNITS.map((unit) => interval[unit]).join(' ')}`
}
