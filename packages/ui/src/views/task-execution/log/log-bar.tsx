import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { ActionIcon, Select, Switch, Tooltip } from '@mantine/core'
import { IconArrowBarToDown, IconArrowBarToUp, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { TextFilter } from '../../../components/kit/filter/text-filter.tsx'
import type { TaskExecutionSearch } from '../search.ts'
import { downloadLog } from './download-log.ts'
import { GoTo } from './go-to.tsx'
import classes from './log-view.module.css'
import type { LogRef } from './log-window.ts'
import type { Place } from './use-log-window.ts'

/** A task execution, or an item of one, with its attempts. */
export type LoggedTask = LogRef & Pick<TaskExecutionResource, 'attemptNumber' | 'previousAttempts' | 'endTime'>

interface LogBarProps {
  readonly task: LoggedTask
  readonly attempt: number
  readonly find: string | undefined
  readonly isWrapped: boolean
  readonly hasTimes: boolean
  readonly onChange: (part: Partial<TaskExecutionSearch>) => void
  readonly onGo: (place: Place) => void
  readonly onWrap: (isWrapped: boolean) => void
  readonly onTimes: (hasTimes: boolean) => void
}

export function LogBar(props: LogBarProps) {
  const { task, attempt, find, isWrapped, hasTimes, onChange, onGo, onWrap, onTimes } = props
  return (
    <search className={classes.bar} data-filter aria-label="Log">
      <TextFilter
        label="Find in the log"
        value={find}
        onChange={(value) => onChange({ find: value })}
        width={220}
        isFirst
      />
      <AttemptChoice task={task} attempt={attempt} onChange={onChange} />
      <Act label="To the beginning" icon={IconArrowBarToUp} onClick={() => onGo({ at: 0 })} />
      <Act label="To the end" icon={IconArrowBarToDown} onClick={() => onGo({})} />
      <GoTo onGo={onGo} />
      <span className={classes.space} />
      <Switch size="xs" label="Times" checked={hasTimes} onChange={(event) => onTimes(event.currentTarget.checked)} />
      <Switch size="xs" label="Wrap" checked={isWrapped} onChange={(event) => onWrap(event.currentTarget.checked)} />
      <Download task={task} attempt={attempt} />
    </search>
  )
}

function AttemptChoice({ task, attempt, onChange }: Pick<LogBarProps, 'task' | 'attempt' | 'onChange'>) {
  const numbers = [...task.previousAttempts.map(({ attemptNumber }) => attemptNumber), task.attemptNumber]
  if (numbers.length < 2) return null
  const choose = (value: string | null) => {
    const number = Number(value)
    const isLast = value === null || number === task.attemptNumber
    onChange({ attempt: isLast ? undefined : number, at: undefined, line: undefined, since: undefined })
  }
  return (
    <Select
      aria-label="Attempt"
      data={numbers.map((number) => ({ value: String(number), label: `Attempt ${number}` }))}
      value={String(attempt)}
      allowDeselect={false}
      onChange={choose}
      w={124}
    />
  )
}

interface ActProps {
  readonly label: string
  readonly icon: typeof IconDownload
  readonly isBusy?: boolean
  readonly onClick: () => void
}

function Act({ label, icon: IconOf, isBusy = false, onClick }: ActProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} onClick={onClick} loading={isBusy}>
        <IconOf size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

function Download({ task, attempt }: Pick<LogBarProps, 'task' | 'attempt'>) {
  const [isBusy, setBusy] = useState(false)
  const download = () => {
    setBusy(true)
    downloadLog(task, attempt)
      .catch(toast.failure)
      .finally(() => setBusy(false))
  }
  return <Act label="Download" icon={IconDownload} isBusy={isBusy} onClick={download} />
}
