import { MAX_HISTORY_DAYS, MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import { DEFAULT_WORKER_LIMITS } from '@aiflow/sdk/internal/worker-protocol'
import * as z from 'zod'

const MEBIBYTE = 1024 * 1024

/*
 * Defines the configuration: its keys with their limits, defaults and documentation. A file and the environment can set
 * each of them.
 */
const sections = {
  server: z.strictObject({
    host: z
      .string()
      .min(1)
      .max(255)
      .default('127.0.0.1')
      .describe(
        'Address that the server listens on. An address that other machines can reach, such as 0.0.0.0, requires at least one token.',
      ),
    port: z.int().min(0).max(65_535).default(8000).describe('Port that the server listens on; 0 takes any free one.'),
    names: z
      .string()
      .max(4096)
      .default('')
      .describe('Host names of this server, separated by commas; IP addresses and localhost need not be listed.'),
    mcp: z
      .enum(['off', 'read', 'write'])
      .default('read')
      .describe(
        'What assistants may do at `/mcp`: nothing (`off`), only read, or also change what their token may change (`write`).',
      ),
  }),
  worker: z.strictObject({
    slots: z
      .int()
      .min(1)
      .max(MAX_WORKER_SLOTS)
      .default(64)
      .describe(
        'Maximum number of tasks that the worker of this machine runs at once, and 16 times as many that share processes.',
      ),
  }),
  history: z.strictObject({
    days: z.int().min(1).max(MAX_HISTORY_DAYS).default(30).describe('Days to keep events and ended executions.'),
    executionsPerWorkflow: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .default(0)
      .describe('Maximum number of ended executions to keep for each workflow; 0: only the days count.'),
    logDays: z.int().min(1).max(MAX_HISTORY_DAYS).default(30).describe('Days to keep the logs of ended tasks.'),
    folderDays: z
      .int()
      .min(0)
      .max(MAX_HISTORY_DAYS)
      .default(DEFAULT_WORKER_LIMITS.folderDays)
      .describe('Days to keep the working folders of attempts that did not succeed.'),
  }),
  limits: z.strictObject({
    requestsPerSecond: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(10_000)
      .describe(
        'Maximum number of requests per second from one token, or from the tasks of one execution; 0: no limit.',
      ),
    uploadBytes: z
      .int()
      .min(1024)
      .max(1024 * MEBIBYTE)
      .default(64 * MEBIBYTE)
      .describe('Maximum size of an uploaded workflow with its files, in bytes of JSON.'),
    artifactBytes: z
      .int()
      .min(0)
      .max(1024 * 1024 * MEBIBYTE)
      .default(1024 * MEBIBYTE)
      .describe('Maximum size of all artifacts of one task execution, in bytes.'),
    eventsBytes: z
      .int()
      .min(1024)
      .max(1024 * MEBIBYTE)
      .default(16 * MEBIBYTE)
      .describe('Maximum size of one request with events, in bytes of JSON.'),
    logBytes: z
      .int()
      .min(MEBIBYTE)
      .max(4096 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.logBytes)
      .describe('Size of the log to keep for each task, in bytes; the newest part is kept.'),
    taskHeapBytes: z
      .int()
      .min(64 * MEBIBYTE)
      .max(1024 * 1024 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.taskHeapBytes)
      .describe('Maximum memory of the objects of one TypeScript task, in bytes.'),
    conditionHeapBytes: z
      .int()
      .min(64 * MEBIBYTE)
      .max(1024 * 1024 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.conditionHeapBytes)
      .describe('Maximum memory of the objects of the conditions of a workflow, in bytes.'),
    folderBytes: z
      .int()
      .min(0)
      .max(1024 * 1024 * MEBIBYTE)
      .default(DEFAULT_WORKER_LIMITS.folderBytes)
      .describe(
        'Size of the working folders that a worker keeps of attempts that did not succeed, in bytes; the newest are kept.',
      ),
  }),
  guards: z.strictObject({
    conditionFailures: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10)
      .describe('Number of consecutive failures of a condition that open the circuit of its rule.'),
    circuitSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(60)
      .describe('Seconds after which a circuit that was opened by failures lets one event through.'),
    loopFirings: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1000)
      .describe('Number of times that a rule may trigger itself within `guards.loopSeconds` before its circuit opens.'),
    loopSeconds: z
      .int()
      .min(1)
      .max(3600)
      .default(10)
      .describe('Period in seconds over which the firings of a loop are counted.'),
    laneEvents: z
      .int()
      .min(1)
      .max(100_000_000)
      .default(100_000)
      .describe('Maximum number of events that may wait in one execution, or for one workflow; more are refused.'),
  }),
  secrets: z.strictObject({
    sources: z
      .string()
      .max(256)
      .default('store')
      .describe(
        'Where secrets come from, separated by commas: `store`, `environment`, `files`, `vault`; the first that has a secret counts.',
      ),
    folder: z
      .string()
      .max(4096)
      .default('')
      .describe('Folder of the source `files`, with a file for each secret in a folder of its namespace.'),
    vaultUrl: z.string().max(4096).default('').describe('Address of the source `vault`, such as https://vault:8200.'),
    vaultPath: z
      .string()
      .max(1024)
      .default('secret/data/aiflow')
      .describe('Path in Vault below which a folder for each namespace holds its secrets.'),
    vaultTokenFile: z
      .string()
      .max(4096)
      .default('')
      .describe('File with the token for Vault, which is read for each request.'),
  }),
  log: z.strictObject({
    level: z
      .enum(['debug', 'info', 'warn', 'error', 'fatal'])
      .default('info')
      .describe('Lowest level that the server and its worker write to their logs.'),
  }),
}

export const configSchema = z.strictObject({
  server: sections.server.prefault({}),
  worker: sections.worker.prefault({}),
  history: sections.history.prefault({}),
  limits: sections.limits.prefault({}),
  guards: sections.guards.prefault({}),
  secrets: sections.secrets.prefault({}),
  log: sections.log.prefault({}),
})

export type Config = z.output<typeof configSchema>

/** One setting, by its path in the configuration. */
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
