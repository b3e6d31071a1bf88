import { Button, Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'

interface AddButtonProps {
  readonly noun: 'trigger' | 'schedule' | 'backfill'
  /** The form. Closing it discards what was typed. */
  readonly children: (close: () => void) => ReactNode
}

/** Opens a form that adds something. */
export function AddButton({ noun, children }: AddButtonProps) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconPlus size={13} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Add {noun}
      </Button>
      <Modal opened={isOpen} onClose={close} title={`Add a ${noun}`} size="lg">
        {isOpen ? children(close) : null}
      </Modal>
    </>
  )
}
