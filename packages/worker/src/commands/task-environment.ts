import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { hasParameters } from './task-files.ts'

/** Larger values of events, and those with control characters, are only in the trigger file. */
const MAX_VARIABLE_BYTES = 8 * 1024
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what we look for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/

const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
]
const INHERITED_PREFIX = 'LC_'
/** Python would keep its output back until a buffer is full. */
const DEFAULTS = { PYTHONUNBUFFERED: '1' }

export type Environment = Readonly<Record<string, string>>

/** The variables that tasks inherit from the worker. It is an allow-list, so that no secrets of the worker reach tasks. */
export function inheritedEnvironment(own: NodeJS.ProcessEnv, alsoPass: readonly string[], bin: string): Environment {
  const names = Object.keys(own).filter((name) => {
    return INHERITED.includes(name) || alsoPass.includes(name) || name.startsWith(INHERITED_PREFIX)
  })
  const inherited = Object.fromEntries(names.map((name) => [name, own[name] ?? '']))
  return { ...DEFAULTS, ...inherited, PATH: `${bin}:${own.PATH ?? '/usr/local/bin:/usr/bin:/bin'}` }
}

export interface AttemptPlaces {
  readonly serverUrl: string
  readonly serverFile: string
  readonly tokenFile: string
  readonly triggerFile: string
  readonly parametersFile: string
  readonly itemFile: string
  /** The file that the task touches to report that it is alive. */
  readonly livenessFile: string
  /** The extra files of the snapshot. */
  readonly files: string
  /** What a command has from its start: its working folder, its folder of artifacts, and the file for its output. */
  readonly own?: { readonly folder: string; readonly artifacts: string; readonly outputFile: string }
}

/** The AIFLOW_* variables of an attempt. */
export function attemptEnvironment(spec: AttemptSpec, places: AttemptPlaces): Environment {
  return {
    AIFLOW_ATTEMPT_ID: spec.attemptId,
    AIFLOW_ATTEMPT_NUMBER: String(spec.attemptNumber),
    AIFLOW_NAMESPACE: spec.namespace,
    AIFLOW_WORKFLOW: spec.workflowName,
    AIFLOW_WORKFLOW_EXECUTION_ID: String(spec.workflowExecutionId),
    AIFLOW_TASK_NAME: spec.taskName,
    AIFLOW_SEQUENCE_NUMBER: String(spec.sequenceNumber),
    AIFLOW_SERVER_URL: places.serverUrl,
    AIFLOW_SERVER_FILE: places.serverFile,
    AIFLOW_TASK_TOKEN_FILE: places.tokenFile,
    AIFLOW_TRIGGER_FILE: places.triggerFile,
    AIFLOW_FILES: places.files,
    ...ownEnvironment(places),
    ...(hasParameters(spec) ? { AIFLOW_PARAMETERS_FILE: places.parametersFile } : {}),
    ...(spec.livenessSeconds ? { AIFLOW_LIVENESS_FILE: places.livenessFile } : {}),
    ...(spec.requestId ? { AIFLOW_REQUEST_ID: spec.requestId } : {}),
    ...scheduleEnvironment(spec),
    ...itemEnvironment(spec, places),
    ...eventEnvironment(spec),
  }
}

function ownEnvironment({ own }: AttemptPlaces): Environment {
  if (own === undefined) return {}
  return { AIFLOW_FOLDER: own.folder, AIFLOW_ARTIFACTS: own.artifacts, AIFLOW_OUTPUT_FILE: own.outputFile }
}

/** The item of a task over a list. As JSON, it has no control characters. A text is there as it is, too. */
function itemEnvironment({ item }: AttemptSpec, { itemFile }: AttemptPlaces): Environment {
  if (item === undefined) return {}
  const { index, value = null } = item
  const json = JSON.stringify(value)
  return {
    AIFLOW_ITEM_INDEX: String(index),
    AIFLOW_ITEM_FILE: itemFile,
    ...(fits(json) ? { AIFLOW_ITEM: json } : {}),
    ...(typeof value === 'string' && fits(value) ? { AIFLOW_ITEM_TEXT: value } : {}),
  }
}

/** What it was started for, in ISO 8601. */
function scheduleEnvironment({ schedule }: AttemptSpec): Environment {
  if (schedule == null) return {}
  const { name, dueTime, intervalStart, intervalEnd } = schedule
  return {
    ...(name === null ? {} : { AIFLOW_SCHEDULE: name }),
    AIFLOW_DUE_TIME: isoTime(dueTime),
    AIFLOW_INTERVAL_START: isoTime(intervalStart),
    AIFLOW_INTERVAL_END: isoTime(intervalEnd),
  }
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

/** The deciding event. */
function eventEnvironment(spec: AttemptSpec): Environment {
  const event = spec.trigger.events.at(-1)
  if (event === undefined) return {}
  const entries = [
    ['AIFLOW_EVENT_KEY', event.key],
    ['AIFLOW_EVENT_VALUE', event.value],
    ['AIFLOW_EVENT_OFFSET', String(event.offset)],
    ['AIFLOW_EVENT_NAMESPACE', event.namespace],
  ] as const
  return Object.fromEntries(entries.filter((entry): entry is [(typeof entry)[0], string] => fits(entry[1])))
}

function fits(value: string | null): boolean {
  return value !== null && Buffer.byteLength(value) <= MAX_VARIABLE_BYTES && !CONTROL_CHARACTERS.test(value)
}
