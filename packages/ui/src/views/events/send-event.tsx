import type { Event } from '@aiflow/sdk'
import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconRepeat, IconSend } from '@tabler/icons-react'
import { useMay } from '../../data/use-session.ts'
import { SendEventForm } from './send-event-form.tsx'

/** Opens the form for a new event. */
export function SendEventButton() {
  const [isOpen, { open, close }] = useDisclosure(false)
  if (!useMay('operator')) return null
  return (
    <>
      <Button leftSection={<IconSend size={14} />} onClick={open}>
        Send event
      </Button>
      <Modal opened={isOpen} onClose={close} title="Send an event">
        <SendEventForm onDone={close} />
      </Modal>
    </>
  )
}

/** Opens the form with the content of an event. Sending creates a new event. */
export function ReplayButton({ event }: { readonly event: Event }) {
  const [isOpen, { open, close }] = useDisclosure(false)
  if (!useMay('operator') || event.kind !== 'user') return null
  return (
    <>
      <Button variant="default" leftSection={<IconRepeat size={14} />} onClick={open}>
        Send again
      </Button>
      <Modal opened={isOpen} onClose={close} title="Send again, as a new event">
        <SendEventForm like={event} onDone={close} />
      </Modal>
    </>
  )
}
