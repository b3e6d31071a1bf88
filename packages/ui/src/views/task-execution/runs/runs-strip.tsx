import type { TaskExecutionRef, TaskExecutionResource } from '@aiflow/sdk/client'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { moveFocus } from '../../../components/kit/layout/move-focus.ts'
import { counted } from '../../../components/kit/text/count-text.ts'
import { statusTitle } from '../../../components/kit/text/status-badge.tsx'
import { dateText, durationText } from '../../../components/kit/text/time-text.ts'
import { serverClock } from '../../../data/live/clock.ts'
import { executionQuery } from '../../../data/queries/executions.ts'
import { taskRunsQuery } from '../../../data/queries/task-executions.ts'
import { markColor, toneOf } from '../../../theme/states.ts'
import classes from './runs-strip.module.css'
import { isSame, lengthOf, medianOf, neighboursOf, type TaskRun } from './task-runs.ts'

const HEIGHT = 30
const LEAST_HEIGHT = 3

/** The previous and the next run of a task, and how long its newest runs took. */
export function RunsStrip({ shown }: { readonly shown: TaskExecutionResource }) {
  const { data: execution } = useQuery(executionQuery(shown.workflowExecutionId))
  const workflow = { namespace: execution?.namespace ?? '', name: execution?.workflowName ?? '' }
  const { data: runs, isLoading } = useQuery({ ...taskRunsQuery(shown, workflow), enabled: execution !== undefined })
  if (runs === undefined) return isLoading ? <div className={classes.strip} aria-busy /> : null
  const { previous, next } = neighboursOf(shown, runs)
  if (runs.length < 2 && previous === null && next === null) return null
  return (
    <nav className={classes.strip} aria-label="Runs of the task">
      <RunLink to={previous}>
        <IconChevronLeft size={14} aria-hidden /> Previous run
      </RunLink>
      <Durations runs={runs} shown={shown} />
      <RunLink to={next}>
        Next run <IconChevronRight size={14} aria-hidden />
      </RunLink>
      <span className={classes.summary}>{summaryOf(runs)}</span>
    </nav>
  )
}

function RunLink({ to, children }: { readonly to: TaskExecutionRef | null; readonly children: ReactNode }) {
  if (to === null) return <span className={classes.none}>{children}</span>
  const params = { id: to.workflowExecutionId, task: to.taskName, sequence: to.sequenceNumber }
  return (
    <Link to="/executions/$id/$task/$sequence" params={params} className={classes.way}>
      {children}
    </Link>
  )
}

interface DurationsProps {
  readonly runs: readonly TaskRun[]
  readonly shown: TaskExecutionRef
}

/** A bar for each run, as high as it took long, with the colour of its status. */
function Durations({ runs, shown }: DurationsProps) {
  const now = serverClock.now()
  const lengths = runs.map((run) => lengthOf(run, now))
  const longest = Math.max(1, ...lengths.map((length) => length ?? 0))
  const reached = Math.max(
    0,
    runs.findIndex((run) => isSame(run, shown)),
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move between the links inside
    <span className={classes.bars} onKeyDown={moveFocus}>
      {runs.map((run, index) => {
        const length = lengths[index] ?? null
        const text = runText(run, length)
        return (
          <Link
            key={`${run.workflowExecutionId}/${run.sequenceNumber}`}
            to="/executions/$id/$task/$sequence"
            params={{ id: run.workflowExecutionId, task: run.taskName, sequence: run.sequenceNumber }}
            className={classes.bar}
            data-outcome={run.status}
            aria-label={text}
            title={text}
            aria-current={isSame(run, shown) ? 'page' : undefined}
            // Tab reaches one of the bars; the arrow keys reach the others.
            tabIndex={index === reached ? 0 : -1}
          >
            <span
              style={{
                height: Math.max(LEAST_HEIGHT, ((length ?? 0) / longest) * HEIGHT),
                backgroundColor: markColor(toneOf(run.status)),
              }}
            />
          </Link>
        )
      })}
    </span>
  )
}

function runText({ workflowExecutionId, sequenceNumber, status, beginTime }: TaskRun, length: number | null): string {
  const took = length === null ? 'not begun' : durationText(length)
  const began = beginTime === null ? '' : ` · ${dateText(beginTime)}`
  return `Execution ${workflowExecutionId}, run #${sequenceNumber}: ${statusTitle(status)}, ${took}${began}`
}

function summaryOf(runs: readonly TaskRun[]): string {
  const median = medianOf(runs)
  const count = counted(runs.length, 'run', 'newest runs')
  return median === null ? count : `${count}, median of the successful ones ${durationText(median)}`
}
