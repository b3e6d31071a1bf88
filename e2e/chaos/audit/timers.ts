import type { Evidence } from '../evidence.ts'
import { SCHEDULE_MS } from '../workflows/schedule-pace.ts'
import { type Pause, pausesOfSource } from './pauses.ts'

interface Firing {
  readonly timerId: string
  readonly dueTime: number
}

/** Checks that each time of a schedule and of a periodic task fired once, and that none was skipped. */
export function auditTimers(evidence: Evidence): string[] {
  return [...auditSchedules(evidence), ...auditPeriodic(evidence)]
}

function auditSchedules(evidence: Evidence): string[] {
  const { schedules, executions } = evidence
  return schedules.flatMap(({ id, workflow, name }) => {
    const times = executions
      .filter((execution) => execution.workflow === workflow && execution.trigger.rule === name)
      .map(({ trigger }) => firingOf(trigger.events[0]?.value))
      .filter(({ timerId }) => timerId === `schedule:${id}`)
      .map(({ dueTime }) => dueTime)
      .sort((a, b) => a - b)
    const pauses = pausesOfSource(evidence, workflow, name)
    return times.flatMap((time, index) => {
      const before = times[index - 1]
      if (before === undefined || time - before === SCHEDULE_MS) return []
      if (time > before && pauses.some((pause) => goesOn(pause, before, time))) return []
      const at = new Date(time).toISOString()
      return time === before
        ? [`the schedule "${name}" fired twice for ${at}`]
        : [`the schedule "${name}" left out what was due before ${at}`]
    })
  })
}

/** Whether it was paused in between, and continued with the first time after the pause. */
function goesOn({ from, to }: Pause, before: number, time: number): boolean {
  return to !== null && from.createTime >= before && time > to.createTime && time - to.createTime <= SCHEDULE_MS
}

/** Task executions of a timer, by the time that they were due; an ignored firing has a verdict instead. */
function auditPeriodic({ tasks, verdicts, events }: Evidence): string[] {
  const started = tasks.filter(({ type, trigger }) => type === 'PERIODIC' && trigger.rule === null)
  const seen = new Set<string>()
  const twice = started.flatMap(({ execution, task, sequence, trigger }) => {
    const { timerId, dueTime } = firingOf(trigger.events[0]?.value)
    if (!timerId.startsWith('periodic:')) return []
    const firing = `${timerId} ${dueTime}`
    const fault = seen.has(firing) ? [`${execution}/${task}/${sequence} runs for a time that had fired: ${firing}`] : []
    seen.add(firing)
    return fault
  })
  const judged = new Set<string>()
  const values = new Map(events.filter(({ kind }) => kind === 'timer').map(({ offset, value }) => [offset, value]))
  const verdictTwice = verdicts.flatMap(({ rule, lane, offset }) => {
    if (rule !== 'periodic') return []
    const { dueTime } = firingOf(values.get(offset))
    const firing = `${lane} ${dueTime}`
    const fault = judged.has(firing) ? [`the periodic task of ${lane} has two verdicts for ${dueTime}`] : []
    judged.add(firing)
    return fault
  })
  return [...twice, ...verdictTwice]
}

function firingOf(value: string | null | undefined): Firing {
  return { timerId: '', dueTime: 0, ...(JSON.parse(value ?? '{}') as Partial<Firing>) }
}
