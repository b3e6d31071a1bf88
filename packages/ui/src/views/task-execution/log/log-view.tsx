import { useNavigate, useSearch } from '@tanstack/react-router'
import { useSetting } from '../../../app/use-setting.ts'
import type { TaskExecutionSearch } from '../search.ts'
import { LogBar, type LoggedTask } from './log-bar.tsx'
import { LogFound } from './log-found.tsx'
import { LogLines } from './log-lines.tsx'
import classes from './log-view.module.css'
import { type Place, useLogWindow } from './use-log-window.ts'

interface LogViewProps {
  readonly task: LoggedTask
  readonly attempt: number
}

const NO_PLACE: Required<Place> = { at: undefined, line: undefined, since: undefined }

/** What an attempt wrote, live. */
export function LogView({ task, attempt }: LogViewProps) {
  const search = useSearch({ from: '/layout/executions/$id/$task/$sequence' })
  const navigate = useNavigate({ from: '/executions/$id/$task/$sequence' })
  const change = (part: Partial<TaskExecutionSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  const [wrap, setWrap] = useSetting('logWrap')
  const [times, setTimes] = useSetting('logTimes')
  const { window, part } = useLogWindow(task, attempt, search)
  /** A second jump to the same place must scroll there again. */
  const go = (place: Place) => {
    const wanted = { ...NO_PLACE, ...place }
    const isThere = wanted.at === search.at && wanted.line === search.line && wanted.since === search.since
    if (isThere) void window.again()
    else change(wanted)
  }
  return (
    <div className={classes.log}>
      <LogBar
        task={task}
        attempt={attempt}
        find={search.find}
        isWrapped={wrap === 'yes'}
        hasTimes={times === 'yes'}
        onChange={change}
        onGo={go}
        onWrap={(isWrapped) => setWrap(isWrapped ? 'yes' : null)}
        onTimes={(hasTimes) => setTimes(hasTimes ? 'yes' : null)}
      />
      {search.find === undefined ? null : (
        <LogFound task={task} attempt={attempt} text={search.find} onGo={(at) => go({ at })} />
      )}
      <LogLines
        window={window}
        part={part}
        isLiving={task.endTime === null && attempt === task.attemptNumber}
        isWrapped={wrap === 'yes'}
        hasTimes={times === 'yes'}
        found={search.find}
        hasTarget={search.at !== undefined || search.line !== undefined || search.since !== undefined}
        onEnd={() => go({})}
      />
    </div>
  )
}
