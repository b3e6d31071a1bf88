import type { Overlap } from '@aiflow/sdk'
import type { FanIn } from '@aiflow/sdk/internal/wire'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../../data/client.ts'
import type { WorkflowName } from '../../../../data/queries/workflows.ts'
import { AddButton } from './add-button.tsx'
import classes from './add-form.module.css'
import { AddForm } from './add-form.tsx'
import { conditionOf, FIRST_CONDITION, missingIn } from './condition-draft.ts'
import { ConditionFields } from './condition-fields.tsx'
import { FanInFields } from './fan-in-fields.tsx'
import { OverlapField } from './overlap-field.tsx'
import { NO_PARAMETERS, ParametersField } from './parameters-field.tsx'

export function AddTrigger({ workflow }: { readonly workflow: WorkflowName }) {
  return <AddButton noun="trigger">{(close) => <TriggerForm workflow={workflow} onClose={close} />}</AddButton>
}

interface TriggerFormProps {
  readonly workflow: WorkflowName
  readonly onClose: () => void
}

function TriggerForm({ workflow, onClose }: TriggerFormProps) {
  const [name, setName] = useState('')
  const [condition, setCondition] = useState(FIRST_CONDITION)
  const [overlap, setOverlap] = useState<Overlap>('allow')
  const [fanIn, setFanIn] = useState<FanIn>({ type: 'each' })
  const [parameters, setParameters] = useState(NO_PARAMETERS)
  const add = () =>
    client.triggers.add(workflow.namespace, workflow.name, {
      name: name.trim(),
      condition: conditionOf(condition),
      overlap,
      fanIn,
      parameters: { ...parameters.value },
    })
  const missing = name.trim() === '' ? 'It needs a name.' : (missingIn(condition) ?? parameters.problem)
  return (
    <AddForm noun="trigger" name={name} missing={missing} onAdd={add} onClose={onClose}>
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <ConditionFields draft={condition} onChange={setCondition} />
      <div className={classes.row}>
        <OverlapField value={overlap} onChange={setOverlap} />
        <FanInFields value={fanIn} onChange={setFanIn} />
      </div>
      <ParametersField draft={parameters} onChange={setParameters} />
    </AddForm>
  )
}
