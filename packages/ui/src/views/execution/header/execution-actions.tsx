import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { StartAgainButton } from '../../../components/start/start-again-button.tsx'
import { client } from '../../../data/client.ts'
import { useMay } from '../../../data/use-session.ts'

interface ExecutionActionsProps {
  readonly execution: WorkflowExecutionDetail
}

/** The actions that the current status of an execution allows. */
export function ExecutionActions({ execution }: ExecutionActionsProps) {
  const { status, paused, stopping, tasks } = execution
  const mayOperate = useMay('operator')
  const isLiving = status === 'INIT' || status === 'RUNNING'
  const hasFailed = tasks.some(({ latest }) => latest?.status === 'FAILED' || latest?.status === 'STOPPED')
  if (!mayOperate) return null
  return (
    <>
      <StartAgainButton execution={execution} />
      {hasFailed && !(isLiving && stopping) ? <RerunButton execution={execution} /> : null}
      {isLiving ? <PauseButton id={execution.id} isPaused={paused} /> : null}
      {isLiving ? <StopButton execution={execution} /> : <DeleteButton execution={execution} />}
    </>
  )
}

function RerunButton({ execution: { id } }: ExecutionActionsProps) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => client.workflowExecutions.rerun(id),
    onSuccess: ({ tasks }) => toast.success(`Started again: ${tasks.map((task) => `"${task}"`).join(', ')}.`),
  })
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={14} aria-hidden />}
      loading={isPending}
      onClick={() => mutate()}
    >
      Re-run from failed
    </Button>
  )
}

function PauseButton({ id, isPaused }: { readonly id: number; readonly isPaused: boolean }) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => (isPaused ? client.workflowExecutions.resume(id) : client.workflowExecutions.pause(id)),
  })
  const IconOf = isPaused ? IconPlayerPlay : IconPlayerPause
  return (
    <Button
      variant="default"
      leftSection={<IconOf size={14} aria-hidden />}
      loading={isPending}
      onClick={() => mutate()}
    >
      {isPaused ? 'Resume' : 'Pause'}
    </Button>
  )
}

function StopButton({ execution }: ExecutionActionsProps) {
  const { id, workflowName, stopping, cleanUp } = execution
  if (cleanUp?.status === 'waiting' || cleanUp?.status === 'running') return <EndCleanUpButton execution={execution} />
  const ask = () =>
    confirm({
      title: `Stop execution ${id} of "${workflowName}"?`,
      text: 'All its tasks are asked to stop, and no more tasks start. Its status shows when it has stopped.',
      action: 'Stop execution',
      isDangerous: true,
      run: () => client.workflowExecutions.stop(id),
    })
  return (
    <Button
      variant="default"
      {...(stopping ? {} : { c: 'var(--state-failed)' })}
      leftSection={<IconPlayerStop size={14} aria-hidden />}
      disabled={stopping}
      onClick={ask}
    >
      {stopping ? 'Stopping' : 'Stop'}
    </Button>
  )
}

function EndCleanUpButton({ execution: { id, workflowName } }: ExecutionActionsProps) {
  const ask = () =>
    confirm({
      title: `End the clean-up of execution ${id} of "${workflowName}"?`,
      text: 'The tasks of the clean-up are stopped, and no more of them start. What they have not cleaned up stays.',
      action: 'End the clean-up',
      isDangerous: true,
      run: () => client.workflowExecutions.stop(id),
    })
  return (
    <Button
      variant="default"
      c="var(--state-failed)"
      leftSection={<IconPlayerStop size={14} aria-hidden />}
      onClick={ask}
    >
      End the clean-up
    </Button>
  )
}

function DeleteButton({ execution: { id, workflowName } }: ExecutionActionsProps) {
  const navigate = useNavigate()
  const ask = () =>
    confirm({
      title: `Delete execution ${id} of "${workflowName}"?`,
      text: 'Its task executions, verdicts, outputs, states and logs are removed. Its events stay in the log.',
      action: 'Delete execution',
      isDangerous: true,
      run: async () => {
        await client.workflowExecutions.delete(id)
        toast.success(`Execution ${id} was deleted.`)
        await navigate({ to: '/executions' })
      },
    })
  return (
    <Button variant="default" c="var(--state-failed)" leftSection={<IconTrash size={14} aria-hidden />} onClick={ask}>
      Delete
    </Button>
  )
}
