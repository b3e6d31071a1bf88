import type { Json } from '@aiflow/sdk'
import { JsonField } from '../../../../components/start/json-field.tsx'

type Parameters = Readonly<Record<string, Json>>

/** Edits the parameters of new executions, and reports whether they are valid JSON. */
export interface ParametersDraft {
  readonly value: Parameters
  readonly problem: string | null
}

export const NO_PARAMETERS: ParametersDraft = { value: {}, problem: null }

interface ParametersFieldProps {
  readonly draft: ParametersDraft
  readonly onChange: (change: (draft: ParametersDraft) => ParametersDraft) => void
}

export function ParametersField({ draft, onChange }: ParametersFieldProps) {
  return (
    <JsonField
      label="Parameters of the executions"
      description="As JSON"
      value={draft.value as Json}
      onChange={(value) => onChange((old) => ({ ...old, value: (value ?? {}) as Parameters }))}
      problem={draft.problem ?? undefined}
      onBroken={(problem) => onChange((old) => ({ ...old, problem }))}
      rows={2}
      mustBeObject
    />
  )
}
