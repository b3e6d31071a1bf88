import { Button, Checkbox, Modal, Text } from '@mantine/core'
import { useState, useSyncExternalStore } from 'react'
import { messageOf } from '../../../data/errors.ts'
import { createHolder } from '../../../data/holder.ts'

/** What is asked before something is done that cannot be taken back. */
export interface Question {
  readonly title: string
  /** What will happen, with names. */
  readonly text: string
  /** The label of the button, a verb: `Stop execution`. */
  readonly action: string
  /** Something will be lost. */
  readonly isDangerous?: boolean
  /** The label of a box that may be ticked. */
  readonly choice?: string
  /** Runs while the dialog is open, which shows its error. */
  readonly run: (isChosen: boolean) => Promise<unknown>
}

const asked = createHolder<Question | null>(null)

export function confirm(question: Question): void {
  asked.set(question)
}

/** The one confirmation dialog of the page. */
export function ConfirmDialog() {
  const question = useSyncExternalStore(asked.subscribe, asked.get)
  const close = () => asked.set(null)
  return (
    <Modal opened={question !== null} onClose={close} title={question?.title} size="sm">
      {question === null ? null : <ConfirmBody question={question} onDone={close} />}
    </Modal>
  )
}

function ConfirmBody({ question, onDone }: { readonly question: Question; readonly onDone: () => void }) {
  const [isChosen, setChosen] = useState(false)
  const [isRunning, setRunning] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async () => {
    setRunning(true)
    try {
      await question.run(isChosen)
      onDone()
    } catch (error) {
      setProblem(messageOf(error))
      setRunning(false)
    }
  }
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <Text size="sm">{question.text}</Text>
      {question.choice === undefined ? null : (
        <Checkbox
          label={question.choice}
          checked={isChosen}
          onChange={(event) => setChosen(event.currentTarget.checked)}
        />
      )}
      {problem === null ? null : (
        <Text size="sm" role="alert" c="var(--state-failed)">
          {problem}
        </Text>
      )}
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button color={question.isDangerous ? 'red.8' : 'indigo'} loading={isRunning} onClick={run} data-autofocus>
          {question.action}
        </Button>
      </div>
    </div>
  )
}
