import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { Button, NumberInput, Popover, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import classes from './log-view.module.css'
import type { Place } from './use-log-window.ts'

interface GoToProps {
  readonly onGo: (place: Place) => void
}

/** Jumps to a line, or to a time. */
export function GoTo({ onGo }: GoToProps) {
  const [isOpen, setOpen] = useState(false)
  const [line, setLine] = useState<string | number>('')
  const [time, setTime] = useState('')
  const number = parseWholeNumber(String(line), 1)
  const since = new Date(time).getTime()
  const canGo = number !== null || !Number.isNaN(since)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!canGo) return
    setOpen(false)
    onGo(number !== null ? { line: number } : { since })
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" onClick={() => setOpen((was) => !was)}>
          Line or time …
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={classes.places} onSubmit={submit}>
          <NumberInput
            label="Line"
            size="xs"
            min={1}
            allowDecimal={false}
            value={line}
            onChange={setLine}
            data-autofocus
          />
          <TextInput
            label="Or time"
            type="datetime-local"
            step={1}
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!canGo}>
            Go
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
