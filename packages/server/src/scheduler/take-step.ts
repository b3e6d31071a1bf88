import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { isFinished } from '@aiflow/sdk/internal/model'
import type { ControlRequest, ControlResult } from '../log/control.ts'
import { type OfExecution, parseTimerId } from '../model/timer-ids.ts'
import type { Occurrence } from '../rules/conditions/condition.ts'
import { isCode, rulesOn, type TaskRulePlan } from '../rules/plan.ts'
import type { StoredEvent } from '../storage/rows.ts'
import { takeBackfill } from './backfills/take-backfill.ts'
import { wakeBackfills } from './backfills/wake-backfills.ts'
import { isEndOfChild, takeEndOfChild } from './children/ended-child.ts'
import { goOnWithChildren, stopChildren, timeOutChild } from './children/stop-children.ts'
import { carryOutRequest } from './controls/control.ts'
import { admitNext } from './executions/admission.ts'
import { endCleanUp } from './executions/clean-up.ts'
import { goOnStopping } from './executions/stop-executions.ts'
import {
  type Firing,
  firePeriodic,
  fireRetry,
  fireSchedule,
  isDue,
  passOverFiring,
} from './executions/timer-firings.ts'
import { timerOwnerOf } from './executions/timer-owner.ts'
import { endIfDone, stopAtFailure, timeOutExecution } from './executions/workflow-transitions.ts'
import { goOnWithItems, settleItems } from './items/settle-items.ts'
import type { CodeResults } from './judging/code-results.ts'
import { endBatch, releaseAllKept } from './judging/fan-in.ts'
import { addToInbox, removeOldest } from './judging/inbox-changes.ts'
import { judgeAtTime } from './judging/judge-at-time.ts'
import { type JudgeOptions, judgeLane } from './judging/judge-lane.ts'
import { judgeTaskRules } from './judging/judge-task-rules.ts'
import { offerToAll, offerToTriggers } from './judging/offers.ts'
import { retryOf } from './judging/retried-letter.ts'
import { finishRetry, waitForTurn } from './judging/retry-letters.ts'
import type { Fact, Step } from './step.ts'
import { timeOutApproval } from './tasks/approvals.ts'
import { dispatch } from './tasks/dispatch.ts'
import { giveUpWorker } from './tasks/forget-worker.ts'
import { applyReport, type StoredReport } from './tasks/reports.ts'
import type { ExecutionLane, TaskSlot } from './world/execution-lane.ts'
import type { Lane } from './world/lane.ts'

/** Takes the step of an event that was just appended, with everything that follows from it. */
export function takeStep(step: Step): void {
  switch (step.event.kind) {
    case 'user':
      offerToAll(step, step.event)
      break
    case 'control':
      handleControl(step)
      break
    case 'report':
      handleReport(step)
      break
    case 'timer':
      handleTimer(step)
      break
    case 'status':
      throw new Error('status events are facts already applied')
  }
  settle(step)
}

/** Takes the step of the oldest event in a lane's inbox, with the answers of user code. */
export function takeInboxStep(step: Step, lane: Lane, codeResults: CodeResults): void {
  const entry = lane.inbox.head
  leaveInbox(step, lane)
  const retry = retryOf(step.event)
  if (retry !== null) finishRetry(step, lane, retry, codeResults)
  else handleWaiting(step, lane, { codeOnly: entry?.codeOnly ?? false, codeResults })
  settle(step)
}

/** Removes an event from a lane's inbox whose step failed. */
export function dropInboxStep(step: Step, lane: Lane, error: string): void {
  leaveInbox(step, lane)
  passOver(step, error)
}

/** Finishes an event whose step failed: answers a waiting request, and sets the next firing of a timer. */
export function passOver(step: Step, error: string): void {
  if (step.event.kind === 'control') {
    const message = `The request could not be carried out: ${error}. It is kept as a dead letter.`
    const result: ControlResult = { ok: false, error: { code: 'INTERNAL', message, details: {} } }
    step.changes.controlResults.add({ offset: step.event.offset, result: toJson(result) })
  }
  if (step.event.kind === 'timer') passOverFiring(step, parse<Firing>(step.event))
  settle(step)
}

/** An execution with fewer events to judge may have ended. */
function leaveInbox(step: Step, lane: Lane): void {
  removeOldest(step, lane)
  const execution = step.world.executionOf(lane)
  if (execution !== undefined) step.touched.add(execution)
}

/** Does what the event of the step was waiting for in the inbox of a lane. */
function handleWaiting(step: Step, lane: Lane, options: JudgeOptions): void {
  switch (step.event.kind) {
    case 'report':
      return withReport(step.event, (report, slot) => applyReport(step, slot, report), step)
    case 'timer':
      return fireInLane(step, lane, parse<Firing>(step.event))
    case 'control':
      return answerControl(step)
    case 'user':
    case 'status':
      if (isEndOfChild(step.event, lane)) return takeEndOfChild(step, lane, step.event)
      return judgeLane(step, lane, step.event, options)
  }
}

function handleControl(step: Step): void {
  const request = parse<ControlRequest>(step.event)
  if (request.type === 'retryDeadLetter' && waitForTurn(step, request)) return
  // In the order of the log with other states, and with the time limit of an approval.
  const isOrdered = request.type === 'setState' || request.type === 'answerApproval'
  const lane = isOrdered ? step.world.executions.get(request.workflowExecutionId) : undefined
  if (lane?.isHeld === true) addToInbox(step, lane, step.event, { codeOnly: false })
  else answerControl(step)
}

function answerControl(step: Step): void {
  step.changes.controlResults.add({ offset: step.event.offset, result: toJson(resultOf(step)) })
}

function resultOf(step: Step): ControlResult {
  try {
    return { ok: true, value: carryOutRequest(step, parse<ControlRequest>(step.event)) }
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    return {
      ok: false,
      error: { code: error.code, message: error.message, details: toJson(error.details) as Record<string, Json> },
    }
  }
}

function handleReport(step: Step): void {
  withReport(
    step.event,
    (report, slot) => {
      if (slot.lane.isHeld) addToInbox(step, slot.lane, step.event, { codeOnly: false })
      else applyReport(step, slot, report)
    },
    step,
  )
}

function withReport(event: StoredEvent, take: (report: StoredReport, slot: TaskSlot) => void, step: Step): void {
  const report = parse<StoredReport>(event)
  const slot = step.world.attempts.find(report.report.attemptId)
  if (slot !== undefined) take(report, slot)
}

function handleTimer(step: Step): void {
  const firing = parse<Firing>(step.event)
  if (!isDue(step, firing)) return
  const owner = timerOwnerOf(step.world, firing.timerId)
  switch (owner?.type) {
    case undefined:
      return step.setTimer(firing.timerId, null)
    case 'schedule':
      return fireSchedule(step, owner.schedule, firing)
    case 'batch':
      return endBatch(step, owner.workflow, owner.trigger)
    case 'stop-all':
      return goOnStopping(step, owner.workflow)
    case 'backfill':
      return takeBackfill(step, owner.backfill, firing)
    case 'worker':
      giveUpWorker(step, owner.workerId)
      return
    case 'children':
      return goOnWithChildren(step, owner.lane)
    case 'items':
      return goOnWithItems(step, owner.lane)
    case 'rule':
      return handleRuleTimer(step, owner.lane, firing)
    case 'execution':
      return handleExecutionTimer(step, owner.timer, firing)
  }
}

function handleExecutionTimer(step: Step, { kind, workflowExecutionId }: OfExecution, firing: Firing): void {
  const lane = step.world.executions.get(workflowExecutionId)
  if (lane === undefined) step.setTimer(firing.timerId, null)
  else if (lane.isPaused || (lane.isHeld && kind !== 'timeout' && kind !== 'clean-up')) {
    // The time limits of an execution and of its clean-up do not wait behind a slow condition.
    addToInbox(step, lane, step.event, { codeOnly: false })
  } else fireInLane(step, lane, firing)
}

function handleRuleTimer(step: Step, lane: Lane, firing: Firing): void {
  if (lane.isHeld) addToInbox(step, lane, step.event, { codeOnly: false })
  else fireInLane(step, lane, firing)
}

function fireInLane(step: Step, lane: Lane, firing: Firing): void {
  if (!isDue(step, firing)) return
  const timer = parseTimerId(firing.timerId)
  const execution = step.world.executionOf(lane)
  if (execution !== undefined) step.touched.add(execution)
  if (timer?.kind === 'rule') judgeAtTime(step, lane, timer.rule)
  if (execution === undefined) return
  if (timer?.kind === 'timeout') timeOutExecution(step, execution)
  else if (timer?.kind === 'clean-up') endCleanUp(step, execution, 'timedOut')
  else if (timer?.kind === 'answer') timeOutApproval(step, execution, timer.task)
  else if (timer?.kind === 'child-limit') timeOutChild(step, execution, timer.task)
  else if (timer?.kind === 'retry') fireRetry(step, execution, timer.task, firing)
  else if (timer?.kind === 'periodic') firePeriodic(step, execution, timer.task, firing)
}

/** Judges what followed, assigns slots, and ends executions that are done, until nothing more follows. */
function settle(step: Step): void {
  for (;;) {
    for (let fact = step.takeFact(); fact !== undefined; fact = step.takeFact()) {
      if (fact.type === 'task') takeStatusChange(step, fact)
      offerToTriggers(step, fact.type === 'task' ? (fact.occurrence.event as StoredEvent) : fact.event)
    }
    if (stopChildren(step) || settleItems(step) || dispatch(step)) continue
    const touched = [...step.touched]
    step.touched.clear()
    for (const lane of touched) if (endIfDone(step, lane)) startNext(step, lane.execution.workflowId)
    if (step.touched.size === 0) return
  }
}

/** Starts what was waiting for an execution of the workflow to end. */
function startNext(step: Step, workflowId: number): void {
  admitNext(step, workflowId)
  wakeBackfills(step, workflowId)
  const workflow = step.world.workflows.get(workflowId)
  if (workflow !== undefined) releaseAllKept(step, workflow)
}

/** A failure that ends the execution comes before what rules make of it: only those of the clean-up can start something. */
function takeStatusChange(step: Step, { lane, row, occurrence }: Extract<Fact, { type: 'task' }>): void {
  stopAtFailure(step, lane, { row, offset: occurrence.event.offset })
  judgeStatusChange(step, lane, occurrence)
}

function judgeStatusChange(
  step: Step,
  lane: ExecutionLane,
  occurrence: Extract<Occurrence, { type: 'taskStatus' }>,
): void {
  const byStatus = rulesOnStatus(lane, occurrence)
  const byKey = rulesOn(lane.plan, occurrence.event)
  if (byStatus.length === 0 && byKey.length === 0) return
  const plans = [...byStatus, ...byKey.filter((plan) => !isCode(plan))].sort((a, b) => a.order - b.order)
  judgeTaskRules(step, lane, occurrence, plans)
  step.addLoad(lane.prospectsAfter(occurrence)?.takeWork() ?? 0)
  if (byKey.some(isCode)) addToInbox(step, lane, occurrence.event as StoredEvent, { codeOnly: true })
}

/** The rules on the task itself, and those on the outcome of tasks that nothing can start any more since this change. */
function rulesOnStatus(
  lane: ExecutionLane,
  occurrence: Extract<Occurrence, { type: 'taskStatus' }>,
): readonly TaskRulePlan[] {
  const { plan } = lane
  const { task, to } = occurrence
  const own = plan.rulesByUpstream.get(task) ?? []
  const skipped = isFinished(to) ? (lane.prospectsAfter(occurrence)?.skippedByEndOf(task) ?? []) : []
  if (skipped.length === 0) return own
  return [...new Set([...own, ...skipped.flatMap((name) => plan.rulesByOutcome.get(name) ?? [])])]
}

/** Only this server writes control, report and timer events, so their values are trusted. */
function parse<T>(event: StoredEvent): T {
  return JSON.parse(event.value ?? 'null') as T
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
