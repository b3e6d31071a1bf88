import type { WorkflowResource } from '@aiflow/sdk/client'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { lazy, Suspense, useRef, useState } from 'react'

const StartDialog = lazy(() => import('./start-dialog.tsx').then((module) => ({ default: module.StartDialog })))

interface StartButtonProps {
  readonly workflow: Pick<WorkflowResource, 'namespace' | 'name' | 'enabled'>
  /** Only an icon, for rows. */
  readonly isSmall?: boolean
}

/** Asks for the parameters of a workflow and starts an execution. */
export function StartButton({ workflow, isSmall = false }: StartButtonProps) {
  const [isAsking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const { name, enabled } = workflow
  const why = enabled ? null : 'It is disabled: enable it first.'
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
  const icon = <IconPlayerPlay size={isSmall ? 16 : 14} aria-hidden />
  return (
    <>
      <Tooltip label={why} disabled={why === null}>
        {isSmall ? (
          <ActionIcon variant="subtle" aria-label={`Start ${name}`} {...shared}>
            {icon}
          </ActionIcon>
        ) : (
          <Button leftSection={icon} {...shared}>
            Start
          </Button>
        )}
      </Tooltip>
      {isAsking ? (
        <Suspense>
          <StartDialog workflow={workflow} onClose={close} />
        </Suspense>
      ) : null}
    </>
  )
}
