import type { BackfillResource } from '@aiflow/sdk/client'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { client } from '../../../data/client.ts'
import classes from '../starts/starter-buttons.module.css'

/** The actions on a backfill that has not ended. */
export function BackfillButtons({
  backfill: { id, paused, stopping, endTime },
}: {
  readonly backfill: BackfillResource
}) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => (paused ? client.backfills.resume(id) : client.backfills.pause(id)),
  })
  if (endTime !== null || stopping) return null
  const verb = paused ? 'Resume' : 'Pause'
  const IconOf = paused ? IconPlayerPlay : IconPlayerPause
  const ask = () =>
    confirm({
      title: `Stop the backfill ${id}?`,
      text: 'It starts nothing more, and its running executions are stopped, unless they may finish.',
      choice: 'Let its running executions finish',
      action: 'Stop backfill',
      isDangerous: true,
      run: async (letsFinish) => {
        await client.backfills.stop(id, { executions: letsFinish ? 'finish' : 'stop' })
        toast.success(`The backfill ${id} was asked to stop.`)
      },
    })
  return (
    <span className={classes.buttons}>
      <Tooltip label={verb}>
        <ActionIcon
          variant="subtle"
          color="gray"
          loading={isPending}
          aria-label={`${verb} backfill ${id}`}
          onClick={() => mutate()}
        >
          <IconOf size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Stop">
        <ActionIcon variant="subtle" color="gray" aria-label={`Stop backfill ${id}`} onClick={ask}>
          <IconPlayerStop size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </span>
  )
}
