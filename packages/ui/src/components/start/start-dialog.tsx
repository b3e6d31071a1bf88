import type { Json } from '@aiflow/sdk'
import type { WorkflowExecutionResource, WorkflowResource } from '@aiflow/sdk/client'
import { Button, Modal, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../data/client.ts'
import { messageOf } from '../../data/errors.ts'
import { workflowQuery } from '../../data/queries/workflows.ts'
import { ErrorState } from '../kit/feedback/error-state.tsx'
import { toast } from '../kit/feedback/toast.ts'
import { TableSkeleton } from '../kit/table/table-skeleton.tsx'
import { checkParameters, type Problems } from './check-parameters.ts'
import { ParameterForm } from './parameter-form.tsx'
import { draftOf, type ObjectSchema } from './schema.ts'
import classes from './start.module.css'

export type EarlierExecution = Pick<WorkflowExecutionResource, 'id' | 'parameters'>

interface StartDialogProps {
  readonly workflow: Pick<WorkflowResource, 'namespace' | 'name'>
  /** Fills the form with the parameters of an earlier execution; the defaults of the workflow if absent. */
  readonly earlier?: EarlierExecution | undefined
  readonly onClose: () => void
}

export function StartDialog({ workflow, earlier, onClose }: StartDialogProps) {
  const { data, error } = useQuery(workflowQuery(workflow))
  return (
    <Modal opened onClose={onClose} title={`Start "${workflow.name}"`} size="lg">
      {data === undefined && error !== null ? <ErrorState error={error} /> : null}
      {data === undefined && error === null ? <TableSkeleton /> : null}
      {data === undefined ? null : (
        <StartBody
          workflow={workflow}
          earlier={earlier}
          schema={data.definition.parameters ?? null}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

interface StartBodyProps extends StartDialogProps {
  /** Null if the workflow takes no parameters. */
  readonly schema: ObjectSchema | null
}

function StartBody({ workflow: { namespace, name }, earlier, schema, onClose }: StartBodyProps) {
  const [parameters, setParameters] = useState<Readonly<Record<string, Json>>>(() =>
    schema === null || earlier === undefined ? draftOf(schema) : earlier.parameters,
  )
  const [broken, setBroken] = useState<Problems>(new Map())
  const [problems, setProblems] = useState<Problems>(new Map())
  const navigate = useNavigate()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => client.workflows.startExecution(namespace, name, { parameters }),
    meta: { isShownInPlace: true },
    onSuccess: ({ workflowExecutionId }) => {
      toast.success(`Execution ${workflowExecutionId} of "${name}" was started.`)
      onClose()
      void navigate({ to: '/executions/$id', params: { id: workflowExecutionId } })
    },
  })
  const start = () => {
    const found = new Map([...checkParameters(schema, parameters), ...broken])
    setProblems(found)
    if (found.size === 0) mutate()
  }
  const change = (next: Readonly<Record<string, Json>>) => {
    setParameters(next)
    // After the first check, check again with each change.
    if (problems.size > 0) setProblems(checkParameters(schema, next))
  }
  return (
    <form
      className={classes.dialog}
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
      noValidate
    >
      {earlier === undefined || schema === null ? null : (
        <Text size="sm">These are the parameters of execution {earlier.id}.</Text>
      )}
      {schema === null ? (
        <Text size="sm">It takes no parameters.</Text>
      ) : (
        <ParameterForm
          schema={schema}
          value={parameters}
          onChange={change}
          problems={new Map([...problems, ...broken])}
          onBroken={setBroken}
        />
      )}
      {error === null ? null : (
        <Text size="sm" role="alert" c="var(--state-failed)">
          {messageOf(error)}
        </Text>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending} data-autofocus={schema === null || undefined}>
          Start execution
        </Button>
      </div>
    </form>
  )
}
