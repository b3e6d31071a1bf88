import type { RetryDeadLetterResponse } from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlResult } from '../../log/control.ts'
import { ruleId } from '../../model/rule-name.ts'
import { isCode } from '../../rules/plan.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import { noteAnswer, refusalOf } from './circuits.ts'
import type { CodeResults } from './code-results.ts'
import { addToInbox } from './inbox-changes.ts'
import { judgeLane } from './judge-lane.ts'
import { offerToAll, offerToLane } from './offers.ts'
import { holdLetter, type Retry, type RetryRequest, retryOf, returnLetter, ruleOfLetter } from './retried-letter.ts'
import { addVerdictRow } from './verdicts.ts'

/*
 * A letter of a rule is retried in the turn of its lane, because user code may have to be asked. Until then the control
 * event that requested the retry waits in the inbox, and holds the event of the letter.
 *
 * A letter of a step is retried at once: its event is offered again to everything it was for.
 *
 * In both cases the letter is deleted in the commit of the successful retry.
 */

const NO_RESULTS: CodeResults = new Map()

/**
 * Puts the retry of a rule's letter into the inbox of its lane. False if the letter is not of a rule, or cannot be
 * retried.
 */
export function waitForTurn(step: Step, request: RetryRequest): boolean {
  const retry = retryOf(step.event)
  if (retry === null || retry.letter.source !== 'rule' || isBusy(step, request)) return false
  const lane = laneOf(step, retry)
  if (lane === undefined || !hasRule(lane, retry)) return false
  step.world.lettersInHand.add(request.id)
  holdLetter(step.changes, retry.letter, step.event.offset)
  addToInbox(step, lane, step.event, { codeOnly: false })
  return true
}

/** Retries a letter of a step, or says why a letter cannot be retried. */
export function retryDeadLetter(step: Step, request: RetryRequest): Json {
  const { id } = request
  if (request.letter === undefined) {
    throw new AIFlowError('DEAD_LETTER_NOT_FOUND', `There is no dead letter ${id}. Look at the list of dead letters.`, {
      details: { id },
    })
  }
  if (isBusy(step, request)) throw retryUnderWay(id)
  const retry = retryOf(step.event)
  if (retry === null) throw tooLate(id, 'its event is older than the history that is kept')
  if (retry.letter.source === 'rule') throw tooLate(id, 'the workflow execution has ended, or the rule is gone')
  step.world.lettersInHand.add(id)
  offerAgain(step, retry)
  step.changes.deadLetters.delete(id)
  return answer(retry, 'processed', null)
}

export function retryUnderWay(id: number): AIFlowError {
  const message = `The dead letter ${id} is already being retried. Wait for the result.`
  return new AIFlowError('RETRY_UNDER_WAY', message, { details: { id } })
}

/** Finishes the retry of a rule's letter, once its condition has been asked. */
export function finishRetry(step: Step, lane: Lane, retry: Retry, codeResults: CodeResults): void {
  if (!asksCode(lane, retry)) return judgeBuiltInAgain(step, lane, retry)
  const result = codeResults.get(ruleId(ruleOfLetter(retry)))
  if (result === undefined || result.type === 'skipped') {
    returnLetter(step.changes, retry.letter, null)
    return tell(step, answer(retry, 'ignored', result?.reason ?? 'nothing starts here any more'))
  }
  if (result.type === 'failed') return failAgain(step, lane, retry, result.error)
  step.changes.deadLetters.delete(retry.letter.id)
  const before = step.changes.verdicts.rows.length
  step.judgeAs(retry.event, () => judgeAgain(step, lane, retry, codeResults))
  const verdict = step.changes.verdicts.rows.slice(before).find(({ rule }) => rule === retry.letter.rule)
  const outcome = !result.met ? 'not met' : verdict?.verdict === 'fired' ? 'fired' : 'ignored'
  tell(step, answer(retry, outcome, verdict?.reason ?? null))
}

/**
 * Retries a built-in condition in the step itself. If it fails again, its letter is returned and no new one is written.
 */
function judgeBuiltInAgain(step: Step, lane: Lane, retry: Retry): void {
  const { changes } = step
  const { letter } = retry
  const refusal = refusalOf(step, lane, ruleOfLetter(retry))
  if (refusal !== null) {
    returnLetter(changes, letter, null)
    return tell(step, answer(retry, 'ignored', refusal))
  }
  const before = { verdicts: changes.verdicts.rows.length, letters: changes.deadLetters.added }
  step.judgeAs(retry.event, () => judgeAgain(step, lane, retry, NO_RESULTS))
  const verdict = changes.verdicts.rows.slice(before.verdicts).find(({ rule }) => rule === letter.rule)
  const [again] = changes.deadLetters.takeBack(before.letters)
  if (again !== undefined) {
    returnLetter(changes, letter, { error: again.error, now: step.now })
    return tell(step, answer(retry, 'failed', again.error))
  }
  changes.deadLetters.delete(letter.id)
  const outcome = verdict === undefined ? 'not met' : verdict.verdict === 'fired' ? 'fired' : 'ignored'
  tell(step, answer(retry, outcome, verdict?.reason ?? null))
}

function failAgain(step: Step, lane: Lane, retry: Retry, error: string): void {
  const name = ruleOfLetter(retry)
  noteAnswer(step, lane, name, error)
  returnLetter(step.changes, retry.letter, { error, now: step.now })
  const action = lane.rule(name)?.action ?? null
  const failed = { verdict: 'failed', reason: error, resultId: null, offset: retry.letter.eventOffset } as const
  addVerdictRow(step, lane.id, { ...name, action }, failed)
  tell(step, answer(retry, 'failed', error))
}

function judgeAgain(step: Step, lane: Lane, retry: Retry, codeResults: CodeResults): void {
  judgeLane(step, lane, retry.event, { codeResults, only: ruleOfLetter(retry) })
}

function offerAgain(step: Step, { letter, event }: Retry): void {
  if (event.kind !== 'user' && event.kind !== 'status') {
    throw tooLate(letter.id, `it is a ${event.kind} event, which has no meaning later`)
  }
  step.judgeAs(event, () => {
    const lane = step.world.executions.get(letter.workflowExecutionId ?? 0)
    if (letter.workflowName === null) {
      offerToAll(step, event)
    } else if (letter.workflowExecutionId === null) {
      const workflow = step.world.findWorkflow(letter.namespace, letter.workflowName)
      if (workflow === undefined) throw tooLate(letter.id, 'the workflow is gone')
      offerToLane(step, workflow, event)
    } else if (lane === undefined) throw tooLate(letter.id, 'the workflow execution has ended')
    else if (event.kind === 'status') addToInbox(step, lane, event, { codeOnly: true })
    else offerToLane(step, lane, event)
  })
}

function isBusy(step: Step, { id, letter }: RetryRequest): boolean {
  return step.world.lettersInHand.has(id) || (letter?.retryOffset ?? null) !== null
}

function laneOf(step: Step, { letter }: Retry): Lane | undefined {
  if (letter.workflowExecutionId !== null) return step.world.executions.get(letter.workflowExecutionId)
  return step.world.findWorkflow(letter.namespace, letter.workflowName ?? '')
}

function hasRule(lane: Lane, retry: Retry): boolean {
  return !lane.isOver && lane.rule(ruleOfLetter(retry)) !== undefined
}

/** Whether the condition of the letter has code; true if the rule is gone. */
export function asksCode(lane: Lane, retry: Retry): boolean {
  const rule = lane.rule(ruleOfLetter(retry))
  return rule === undefined || isCode(rule)
}

function answer({ letter }: Retry, outcome: RetryDeadLetterResponse['outcome'], reason: string | null) {
  return { id: letter.id, outcome, reason } satisfies RetryDeadLetterResponse
}

function tell(step: Step, value: RetryDeadLetterResponse): void {
  const result = { ok: true, value: { ...value } } satisfies ControlResult
  step.changes.controlResults.add({ offset: step.event.offset, result })
}

function tooLate(id: number, why: string): AIFlowError {
  return new AIFlowError('NOTHING_TO_RETRY', `The dead letter ${id} cannot be retried: ${why}. Drop it.`, {
    details: { id },
  })
}
