import { MAX_HISTORY_DAYS, MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import { DEFAULT_WORKER_LIMITS } from '@aiflow/sdk/internal/worker-protocol'
import * as z from 'zod'

const MEBIBYTE = 1024 * 1024

/*
 * The one place that knows the configuration: its keys, their limits, defaults and documentation. A file and the
 * environment can set each of them.
 */
const sections = {
  server: z.strictObject({
    host: z
      .string()
      .min(1)
      .max(255)
      .default('127.0.0.1')
      .describe('Where the server listens. Beyond this machine, for example 0.0.0.0, it needs at least one token.'),
    port: z.int().min(0).max(65_535).default(8000).describe('The port it listens at; 0 takes any free one.'),
    names: z
      .string()
      .max(4096)
      .default('')
      .describe(
        'Names by which others call this server, separated by commas; IP addresses and localhost need not be named.',
      ),
  }),
  worker: z.strictObject({
    slots: z
      .int()
      .min(1)
      .max(MAX_WORKER_SLOTS)
      .default(64)
      .describe('How many tasks the worker of this machine runs at once.'),
  }),
  history: z.strictObject({
    days: z
      .int()
      .min(1)
      .max(MAX_HISTORY_DAYS)
      .default(30)
      .describe('How long events and ended executions are kept, in days.'),
    executionsPerWorkflow: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .default(0)
      .describe('How many ended executions of one workflow are kept at most; 0: as many as the days allow.'),
    logDays: z
      .int()
      .min(1)
      .max(MAX_HISTORY_DAYS)
      .default(30)
      .describe('How long the logs of ended tasks are kept, in days.'),
    folderDays: z
      .int()
      .min(0)
      .max(MAX_HISTORY_DAYS)
      .default(DEFAULT_WORKER_LIMITS.folderDays)
      .describe('How long the working folders of attempts that did not succeed are kept, in days.'),
  }),
  limits: z.strictObject({
    requestsPerSecond: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(10_000)
      .describe(
        'Requests that one token, or the tasks of one execution, may send per second; 0: as many as they like.',
      ),
    uploadBytes: z
      .int()
      .min(1024)
      .max(1024 * MEBIBYTE)
      .default(64 * MEBIBYTE)
      .describe('How large an uploaded workflow with its files may be, in bytes of JSON.'),
    artifactBytes: z
      .int()
      .min(0)
      .max(1024 * 1024 * MEBIBYTE)
      .default(1024 * MEBIBYTE)
      .describe('How large the files may be together that one task execution leaves as artifacts, in bytes.'),
    eventsBytes: z
      .int()
      .min(1024)
      .max(1024 * MEBIBYTE)
      .default(16 * MEBIBYTE)
      .describe('How large one request with events may be, in bytes of JSON.'),
    logBytes: z
      .int()
      .min(MEBIBYTE)
      .max(4096 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.logBytes)
      .describe('How much of the log of one task is kept: the newest so many bytes.'),
    taskHeapBytes: z
      .int()
      .min(64 * MEBIBYTE)
      .max(1024 * 1024 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.taskHeapBytes)
      .describe('How much memory the objects of one TypeScript task may take, in bytes.'),
    conditionHeapBytes: z
      .int()
      .min(64 * MEBIBYTE)
      .max(1024 * 1024 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.conditionHeapBytes)
      .describe('How much memory the objects of the conditions of a workflow may take, in bytes.'),
    folderBytes: z
      .int()
      .min(0)
      .max(1024 * 1024 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.folderBytes)
      .describe(
        'How much a worker keeps of working folders of attempts that did not succeed: the newest so many bytes.',
      ),
  }),
  guards: z.strictObject({
    conditionFailures: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10)
      .describe('So many failures of a condition in a row open the circuit of its rule.'),
    circuitSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(60)
      .describe('After so long a circuit that failures opened lets one event through, in seconds.'),
    loopFirings: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1000)
      .describe('A rule that sets itself off so often within `guards.loopSeconds` has its circuit opened.'),
    loopSeconds: z.int().min(1).max(3600).default(10).describe('The time in which a loop is counted, in seconds.'),
    laneEvents: z
      .int()
      .min(1)
      .max(100_000_000)
      .default(100_000)
      .describe('So many events may wait in one execution, or for one workflow; more are refused.'),
  }),
  log: z.strictObject({
    level: z
      .enum(['debug', 'info', 'warn', 'error', 'fatal'])
      .default('info')
      .describe('What the server and its worker write to their logs: this and what is more severe.'),
  }),
}

export const configSchema = z.strictObject({
  server: sections.server.prefault({}),
  worker: sections.worker.prefault({}),
  history: sections.history.prefault({}),
  limits: sections.limits.prefault({}),
  guards: sections.guards.prefault({}),
  log: sections.log.prefault({}),
})

export type Config = z.output<typeof configSchema>

/** One setting, by its place in the configuration. */
export interface ConfigKey {
  /** As in `server.port`. */
  readonly name: string
  readonly section: string
  readonly key: string
  /** As in `AIFLOW_SERVER_PORT`. */
  readonly variable: string
  readonly byDefault: string | number
  readonly description: string
}

export const CONFIG_KEYS: readonly ConfigKey[] = Object.freeze(
  Object.entries(sections).flatMap(([section, schema]) => {
    const defaults: Record<string, string | number> = schema.parse({})
    return Object.entries(schema.shape).map(([key, { description = '' }]) => ({
      name: `${section}.${key}`,
      section,
      key,
      variable: `AIFLOW_${section}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
      byDefault: defaults[key] ?? '',
      description,
    }))
  }),
)
