import { issueText } from '@aiflow/sdk/internal/text'
import {
  type MessageOf,
  type Report,
  reportEntrySchema,
  type WorkerMessage,
  workerMessageSchema,
} from '@aiflow/sdk/internal/worker-protocol'
import type * as z from 'zod'

type Entry = MessageOf<WorkerMessage, 'reports'>['reports'][number]

/** A part of a message that was refused. */
export interface RefusedPart {
  /** Id of the report, or of the question. */
  readonly id: string
  readonly problem: string
}

export interface ReadMessage {
  readonly message: WorkerMessage
  readonly refused: readonly RefusedPart[]
}

/**
 * Reads a message of a worker. If a part that a task wrote is invalid, only that part is lost, and the result says why.
 * Refusing the report instead would go on forever, because a worker repeats a report until it is acknowledged. Throws
 * if the text is no message at all.
 */
export function readMessage(text: string, now: number): ReadMessage {
  const value: unknown = JSON.parse(text)
  const parsed = workerMessageSchema.safeParse(value, { error: issueText })
  if (parsed.success) return { message: parsed.data, refused: [] }
  const salvaged = isObject(value) ? salvage(value, parsed.error, now) : null
  if (salvaged === null) throw parsed.error
  return salvaged
}

function salvage(value: Fields, error: z.ZodError, now: number): ReadMessage | null {
  const { type, requestId } = value
  if (type === 'reports') return salvageReports(value.reports, now)
  if (typeof requestId !== 'string') return null
  const problem = problemOf(error)
  const refused = [{ id: requestId, problem }]
  const message = `The worker's answer was refused: ${problem}.`
  if (type === 'evaluated') {
    return { message: { type, requestId, result: { type: 'error', cause: 'condition', message } }, refused }
  }
  if (type !== 'log' && type !== 'logMatches') return null
  return { message: { type, requestId, result: { type: 'error', code: 'PROTOCOL_MISMATCH', message } }, refused }
}

function salvageReports(entries: unknown, now: number): ReadMessage | null {
  if (!Array.isArray(entries)) return null
  const reports: Entry[] = []
  const refused: RefusedPart[] = []
  for (const entry of entries as unknown[]) {
    const parsed = reportEntrySchema.safeParse(entry, { error: issueText })
    if (parsed.success) {
      reports.push(parsed.data)
      continue
    }
    if (!isObject(entry) || typeof entry.id !== 'string') return null
    const problem = problemOf(parsed.error)
    refused.push({ id: entry.id, problem })
    const report = insteadOf(entry.report, problem, now)
    if (report !== null) reports.push({ id: entry.id, report })
  }
  return { message: { type: 'reports', reports }, refused }
}

/**
 * An attempt whose end cannot be stored has failed. Without a change the next attempt would fail too, so it is not
 * retried. Other reports can be dropped.
 */
function insteadOf(report: unknown, problem: string, now: number): Report | null {
  if (!isObject(report) || report.type !== 'finished' || typeof report.attemptId !== 'string') return null
  const { attemptId, startedAt, endedAt } = report
  const message = `The outcome of the task was refused: ${problem}.`
  return {
    type: 'finished',
    attemptId,
    outcome: { type: 'failed', reason: 'error', message, exitCode: null, signal: null, retryable: false },
    startedAt: timeOf(startedAt, now),
    endedAt: timeOf(endedAt, now) ?? now,
    ...(report.outsideGone === true ? { outsideGone: true } : {}),
  }
}

function timeOf(time: unknown, now: number): number | null {
  return typeof time === 'number' && Number.isInteger(time) && time >= 0 && time <= now ? time : null
}

/** The first problem, with its place. */
function problemOf(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'it is not understood'
  const place = issue.path.map(String).join('.')
  return place === '' || issue.code === 'custom' ? issue.message : `${place}: ${issue.message}`
}

type Fields = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
