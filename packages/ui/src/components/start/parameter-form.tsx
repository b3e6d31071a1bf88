import type { Json } from '@aiflow/sdk'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Problems } from './check-parameters.ts'
import { JsonField } from './json-field.tsx'
import { type FormContext, GroupFields } from './parameter-field.tsx'
import { isObject, type ObjectSchema, type Schema } from './schema.ts'
import classes from './start.module.css'

interface ParameterFormProps {
  readonly schema: ObjectSchema
  readonly value: Readonly<Record<string, Json>>
  readonly onChange: (value: Readonly<Record<string, Json>>) => void
  readonly problems: Problems
  /** Fields whose text is not valid JSON at the moment. */
  readonly onBroken: (change: (broken: Problems) => Problems) => void
}

/** Edits the parameters in a form made from their schema, or all of them as JSON. */
export function ParameterForm({ schema, value, onChange, problems, onBroken }: ParameterFormProps) {
  const [isText, setText] = useState(false)
  const setBroken = (path: string, problem: string | null) =>
    onBroken((broken) => {
      const next = new Map(broken)
      if (problem === null) next.delete(path)
      else next.set(path, problem)
      return next
    })
  const context: FormContext = { whole: schema, problems, setBroken }
  const { properties = {}, required = [] } = schema as Schema
  const change = (next: Json | undefined) => {
    if (isObject(next)) onChange(next)
  }
  return (
    <div className={classes.form}>
      {isText ? (
        <JsonField
          label="Parameters"
          value={value}
          onChange={change}
          problem={[...problems].map(([path, problem]) => [path, problem].filter(Boolean).join(' ')).join('; ')}
          onBroken={(problem) => setBroken('', problem)}
          rows={12}
          mustBeObject
        />
      ) : (
        <GroupFields
          path=""
          properties={properties}
          required={required}
          value={value}
          onChange={change}
          context={context}
        />
      )}
      <Button
        variant="subtle"
        size="compact-xs"
        className={classes.switch ?? ''}
        onClick={() => {
          onBroken(() => new Map())
          setText(!isText)
        }}
      >
        {isText ? 'Fill in a form' : 'Write JSON'}
      </Button>
    </div>
  )
}
