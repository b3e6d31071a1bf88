import type { Json } from '@aiflow/sdk'
import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import type { Problems } from './check-parameters.ts'
import { JsonField } from './json-field.tsx'
import { ListField } from './list-field.tsx'
import { fieldOf, firstOf, isObject, type ObjectSchema, resolved, type Schema } from './schema.ts'
import classes from './start.module.css'

/** Props that all fields share. */
export interface FormContext {
  readonly whole: ObjectSchema
  readonly problems: Problems
  readonly setBroken: (path: string, problem: string | null) => void
}

interface ParameterFieldProps {
  readonly path: string
  readonly label: string
  readonly schema: Schema
  readonly isNeeded: boolean
  /** Undefined if no value is given. */
  readonly value: Json | undefined
  readonly onChange: (value: Json | undefined) => void
  readonly context: FormContext
}

function ParameterField(props: ParameterFieldProps) {
  const { path, label, isNeeded, value, onChange, context } = props
  const schema = resolved(props.schema, context.whole)
  const field = fieldOf(schema)
  const error = context.problems.get(path) ?? null
  const shared = { label: schema.title ?? label, description: schema.description, error, withAsterisk: isNeeded }
  switch (field.kind) {
    case 'text':
      return <TextField {...shared} isLong={field.isLong} value={value} onChange={onChange} />
    case 'number':
      return <NumberField {...shared} isWhole={field.isWhole} schema={schema} value={value} onChange={onChange} />
    case 'switch':
      return (
        <Switch
          label={shared.label}
          description={shared.description}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return <ChoiceField {...props} schema={schema} values={field.values} />
    case 'list':
      return (
        <ListField
          title={shared.label}
          description={schema.description}
          problem={error}
          value={value}
          onChange={onChange}
          isNeeded={isNeeded || schema.default !== undefined}
          first={firstOf(field.items, context.whole)}
          renderItem={(item) => (
            <ParameterField
              path={`${path}.${item.index}`}
              label={item.title}
              schema={field.items}
              isNeeded
              value={item.value}
              onChange={item.onChange}
              context={context}
            />
          )}
        />
      )
    case 'group':
      return (
        <fieldset className={classes.group}>
          <legend className={classes.legend}>{shared.label}</legend>
          {schema.description === undefined ? null : <p className={classes.hint}>{schema.description}</p>}
          <GroupFields
            path={path}
            properties={field.properties}
            required={field.required}
            value={isObject(value) ? value : {}}
            onChange={onChange}
            context={context}
          />
          {error === null ? null : <p className={classes.problem}>{error}</p>}
        </fieldset>
      )
    case 'json':
      return (
        <JsonField
          label={shared.label}
          description={schema.description ?? 'As JSON'}
          value={value}
          onChange={onChange}
          problem={error ?? undefined}
          onBroken={(problem) => context.setBroken(path, problem)}
          isNeeded={isNeeded}
        />
      )
  }
}

interface GroupFieldsProps {
  readonly path: string
  readonly properties: Readonly<Record<string, Schema>>
  readonly required: readonly string[]
  readonly value: Readonly<Record<string, Json>>
  readonly onChange: (value: Json | undefined) => void
  readonly context: FormContext
}

/** The properties of an object, one below the other. */
export function GroupFields({ path, properties, required, value, onChange, context }: GroupFieldsProps) {
  return Object.entries(properties).map(([name, schema]) => (
    <ParameterField
      key={name}
      path={path === '' ? name : `${path}.${name}`}
      label={name}
      schema={schema}
      isNeeded={required.includes(name)}
      value={value[name]}
      onChange={(next) => onChange(withProperty(value, name, next))}
      context={context}
    />
  ))
}

function withProperty(of: Readonly<Record<string, Json>>, name: string, value: Json | undefined): Json {
  const { [name]: _, ...others } = of
  return value === undefined ? others : { ...of, [name]: value }
}

interface PlainFieldProps extends Pick<ParameterFieldProps, 'value' | 'onChange'> {
  readonly label: string
  readonly description: string | undefined
  readonly error: string | null
  readonly withAsterisk: boolean
}

function TextField({ isLong, value, onChange, ...shared }: PlainFieldProps & { readonly isLong: boolean }) {
  const text = {
    ...shared,
    value: typeof value === 'string' ? value : '',
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      onChange(currentTarget.value === '' && !shared.withAsterisk ? undefined : currentTarget.value),
  }
  return isLong ? <Textarea autosize minRows={2} maxRows={10} {...text} /> : <TextInput {...text} />
}

interface NumberFieldProps extends PlainFieldProps {
  readonly isWhole: boolean
  readonly schema: Schema
}

function NumberField({ isWhole, schema, value, onChange, ...shared }: NumberFieldProps) {
  return (
    <NumberInput
      {...shared}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : next === '' ? undefined : Number(next))}
      allowDecimal={!isWhole}
      {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
      {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
      clampBehavior="none"
    />
  )
}

interface ChoiceFieldProps extends ParameterFieldProps {
  readonly values: readonly Json[]
}

function ChoiceField({ path, label, schema, isNeeded, value, onChange, context, values }: ChoiceFieldProps) {
  const texts = values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
  const chosen = values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value))
  return (
    <Select
      label={schema.title ?? label}
      description={schema.description}
      error={context.problems.get(path) ?? null}
      withAsterisk={isNeeded}
      data={texts}
      value={texts[chosen] ?? null}
      onChange={(text) => onChange(text === null ? undefined : values[texts.indexOf(text)])}
      clearable={!isNeeded}
    />
  )
}
