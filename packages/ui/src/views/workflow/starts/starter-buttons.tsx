import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import classes from './starter-buttons.module.css'

interface StarterButtonsProps {
  readonly noun: 'trigger' | 'schedule'
  readonly name: string
  readonly isPaused: boolean
  /** The code of the workflow declares it. */
  readonly isDeclared: boolean
  readonly onPause: () => Promise<unknown>
  readonly onResume: () => Promise<unknown>
  /** Null if the role may not change it. */
  readonly onDelete: (() => Promise<unknown>) | null
}

/** The actions on a trigger or a schedule. */
export function StarterButtons(props: StarterButtonsProps) {
  const { noun, name, isPaused, isDeclared, onPause, onResume, onDelete } = props
  const { mutate, isPending } = useMutation({ mutationFn: () => (isPaused ? onResume() : onPause()) })
  const verb = isPaused ? 'Resume' : 'Pause'
  const IconOf = isPaused ? IconPlayerPlay : IconPlayerPause
  const ask = () =>
    confirm({
      title: `Delete the ${noun} "${name}"?`,
      text: isDeclared
        ? `It starts no more executions. The code of the workflow declares it, so the next upload that changes it brings it back.`
        : 'It starts no more executions. Those it has started go on.',
      action: `Delete ${noun}`,
      isDangerous: true,
      run: async () => {
        await onDelete?.()
        toast.success(`The ${noun} "${name}" was deleted.`)
      },
    })
  return (
    <span className={classes.buttons}>
      <Tooltip label={verb}>
        <ActionIcon
          variant="subtle"
          color="gray"
          loading={isPending}
          aria-label={`${verb} ${name}`}
          onClick={() => mutate()}
        >
          <IconOf size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {onDelete === null ? null : (
        <Tooltip label="Delete">
          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${name}`} onClick={ask}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  )
}
