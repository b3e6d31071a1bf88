import * as z from 'zod'
import { MAX_BYTES, MAX_DURATION_SECONDS, MAX_TIME_MS } from '../model/limits.ts'
import { parseWholeNumber, wholeNumberRule } from '../model/text/whole-number.ts'

/*
 * Every number in a message is one of these, or has its own bounds: a test walks all schemas. Numbers from another version,
 * or from a store that an older server has written, are clamped instead of being refused.
 */

/** Id of a workflow, an execution, a task execution, … */
export const idSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER)

/** The place of an event in the log, or of a byte in a file; 0 is before the first. */
export const offsetSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** A count. */
export const countSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** 1, 2, …: a sequence number, the number of an attempt, a version. */
export const ordinalSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER)

/** A number of bytes or of a line. A negative number counts from the end. */
export const signedPlaceSchema = z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER)

export const bytesSchema = z.int().min(1).max(MAX_BYTES)

/** Milliseconds since the epoch: any moment that a date can be. */
export const timeSchema = z.int().min(-MAX_TIME_MS).max(MAX_TIME_MS)

/** A time computed from what users wrote, perhaps by an older server. A time later than any date is clamped to the last one. */
export const dueTimeSchema = z.preprocess(atMost(MAX_TIME_MS), timeSchema)

/** Any finite number that a task or a request sends. */
export const anyNumberSchema = z.number().min(-Number.MAX_VALUE).max(Number.MAX_VALUE)

/** The id of a process. Linux has at most 2^22 of them, others fewer than 2^31. */
export const pidSchema = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)

/** Exit codes are a byte on Linux, and 32 bits elsewhere, with or without a sign. */
export const exitCodeSchema = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 32 - 1)

/** The number of a version of the worker protocol, or of the schema of the store. */
export const versionNumberSchema = z.int().min(0).max(1_000_000)

const LONGEST = `at most ${MAX_DURATION_SECONDS} seconds (100 years)`

/** A time limit, in seconds, that may be left out for no limit. */
export const optionalLimitSchema = z
  .number()
  .positive()
  .max(MAX_DURATION_SECONDS, { error: `must be ${LONGEST}; leave it out for no limit` })

/** A duration in seconds that has a default. It may be 0 if `least` is `zero`. */
export function durationSchema(least: 'positive' | 'zero') {
  const atAll = least === 'zero' ? z.number().min(0) : z.number().positive()
  return atAll.max(MAX_DURATION_SECONDS, { error: `must be ${LONGEST}` })
}

/** A duration in seconds that an older server may send too large; it is clamped. */
export const saturatingDurationSchema = z.preprocess(
  atMost(MAX_DURATION_SECONDS),
  z.number().min(0).max(MAX_DURATION_SECONDS),
)

export function atMost(limit: number): (value: unknown) => unknown {
  return (value) => (typeof value === 'number' ? Math.min(value, limit) : value)
}

/** Where a stream of events begins: after an offset, or with the next new event. */
export const beginOfStreamSchema = z
  .union([z.literal('now'), numberText(0)], { error: `must be "now", or ${wholeNumberRule(0)}` })
  .default('now')

/** A whole number in a path or a query: decimal digits only, not the other forms that JavaScript accepts as numbers. */
export function numberText(least: number, greatest: number = Number.MAX_SAFE_INTEGER) {
  const error = `must be ${wholeNumberRule(least, greatest)}`
  const read = (value: unknown) =>
    typeof value === 'string' ? (parseWholeNumber(value, least, greatest) ?? Number.NaN) : value
  return z.preprocess(read, z.int({ error }).min(least, { error }).max(greatest, { error }))
}

/** A time in a request: milliseconds since the epoch or ISO 8601. */
export const requestTimeSchema = z.union([timeSchema, z.string()])
