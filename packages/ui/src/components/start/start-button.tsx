import type { WorkflowResource } from '@aiflow/sdk/client'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPlayerPlay, IconRepeat } from '@tabler/icons-react'
import { lazy, Suspense, useRef, useState } from 'react'
import type { EarlierExecution } from './start-dialog.tsx'

const StartDialog = lazy(() => import('./start-dialog.tsx').then((module) => ({ default: module.StartDialog })))

interface StartButtonProps {
  readonly workflow: Pick<WorkflowResource, 'namespace' | 'name' | 'enabled'>
  /** Starts the workflow again, with the parameters of this execution. */
  readonly earlier?: EarlierExecution
  /** Only an icon, for rows. */
  readonly isSmall?: boolean
}

/** Asks for the parameters of a workflow and starts an execution. */
export function StartButton({ workflow, earlier, isSmall = false }: StartButtonProps) {
  const [isAsking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const { name, enabled } = workflow
  const again = earlier === undefined ? null : 'A new execution of the workflow with the same parameters'
  const hint = enabled ? again : 'It is disabled: enable it first.'
  // Not `disabled`: the button must stay focusable, to say why it does nothing.
  const shared = {
    ref: button,
    onClick: () => setAsking(enabled),
    'aria-disabled': !enabled,
    ...(enabled ? {} : { 'data-disabled': true }),
  }
  // The dialog unmounts as it closes, so it cannot return the focus itself.
  const close = () => {
    setAsking(false)
    button.current?.focus()
  }
  const IconOf = earlier === undefined ? IconPlayerPlay : IconRepeat
  const icon = <IconOf size={isSmall ? 16 : 14} aria-hidden />
  return (
    <>
      <Tooltip label={hint} disabled={hint === null}>
        {isSmall ? (
          <ActionIcon variant="subtle" aria-label={`Start ${name}`} {...shared}>
            {icon}
          </ActionIcon>
        ) : (
          <Button leftSection={icon} variant={earlier === undefined ? 'filled' : 'default'} {...shared}>
            {earlier === undefined ? 'Start' : 'Start again'}
          </Button>
        )}
      </Tooltip>
      {isAsking ? (
        <Suspense>
          <StartDialog workflow={workflow} earlier={earlier} onClose={close} />
        </Suspense>
      ) : null}
    </>
  )
}
