import type { ServerInfo } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { counted } from '../../../components/kit/text/count-text.ts'
import { client } from '../../../data/client.ts'
import { serverQuery } from '../../../data/queries/server.ts'

type Worker = ServerInfo['workers'][number]

/** Gives up a worker that will not come back. Hidden while it is connected. */
export function ForgetButton({ worker: { id, connected } }: { readonly worker: Worker }) {
  const queryClient = useQueryClient()
  if (connected) return null
  const ask = () =>
    confirm({
      title: 'Give up worker',
      text: `The tasks of worker "${id}" are marked as lost, and retried where "retriesOnLost" allows it. Its processes may still be running beside the retries: make sure that its machine is off.`,
      action: 'Give up',
      isDangerous: true,
      run: async () => {
        const { lost, left } = await client.server.forgetWorker(id)
        toast.success(`Gave up worker "${id}" with ${counted(lost, 'attempt')}.${restText(left)}`)
        await queryClient.invalidateQueries({ queryKey: serverQuery.queryKey })
      },
    })
  return (
    <Button variant="default" size="compact-xs" onClick={ask} aria-label={`Give up ${id}`}>
      Give up
    </Button>
  )
}

function restText(left: number): string {
  return left === 0
    ? ''
    : ` ${counted(left, 'of them still has', 'of them still have')} work outside AIFlow, which another worker will stop.`
}
