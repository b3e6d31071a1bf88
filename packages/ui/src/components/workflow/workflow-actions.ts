import type { WorkflowResource } from '@aiflow/sdk/client'
import { client } from '../../data/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { toast } from '../kit/feedback/toast.ts'
import { counted } from '../kit/text/count-text.ts'

type Named = Pick<WorkflowResource, 'namespace' | 'name'>

/** A disabled workflow starts no new executions. Active ones continue. */
export async function setEnabled({ namespace, name }: Named, enabled: boolean): Promise<void> {
  await (enabled ? client.workflows.enable(namespace, name) : client.workflows.disable(namespace, name))
  toast.success(`"${name}" ${enabled ? 'can start new executions again.' : 'starts no new executions from now on.'}`)
}

export function askToDelete({ namespace, name }: Named, onDeleted: () => Promise<void>): void {
  confirm({
    title: `Delete the workflow "${name}"?`,
    text: `Its triggers, schedules, snapshots and the history of its executions in the namespace "${namespace}" are removed. Events stay in the log.`,
    action: 'Delete workflow',
    isDangerous: true,
    run: async () => {
      await client.workflows.delete(namespace, name)
      toast.success(`"${name}" was deleted.`)
      await onDeleted()
    },
  })
}

export function askToStopAll({ namespace, name }: Named): void {
  confirm({
    title: `Stop all executions of "${name}"?`,
    text: 'Every active execution is asked to stop. Its status shows when it has stopped.',
    action: 'Stop executions',
    isDangerous: true,
    run: async () => {
      const { stopped } = await client.workflows.stopExecutions(namespace, name)
      toast.success(`${counted(stopped, 'execution was', 'executions were')} asked to stop.`)
    },
  })
}
