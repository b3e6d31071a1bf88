import { join, resolve } from 'node:path'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { userFolder } from './user-folder.ts'

/** Settings from the environment of this program. */
export interface Config {
  /** `AIFLOW_HOME`, or null if it is not set. */
  readonly home: string | null
  /** The home of a user who names none. */
  readonly userHome: string
  /** `AIFLOW_SERVER_URL`, or null if it is not set. */
  readonly serverUrl: string | null
  /** `AIFLOW_TOKEN`: for servers of another home or machine. */
  readonly token: string | null
  /** `AIFLOW_NAMESPACE`, or null if it is not set. */
  readonly namespace: string | null
  /** `AIFLOW_CONTEXT`, or null if it is not set. */
  readonly context: string | null
  /** Null unless this program was called by a task. */
  readonly task: TaskEnvironment | null
  readonly isDebug: boolean
  /** `NO_COLOR` and `FORCE_COLOR`; null leaves it to the terminal. */
  readonly color: boolean | null
}

export interface TaskEnvironment {
  readonly serverFile: string
  /** Where the server was when the task started. */
  readonly serverUrl: string | null
  readonly tokenFile: string
  /** Null if the environment does not say. */
  readonly workflowExecutionId: number | null
  /** The idempotency key of the event to send, if it may have been sent already. */
  readonly sentEvent?: string | null
}

type Variables = Readonly<Record<string, string | undefined>>

export function readConfig(variables: Variables = process.env): Config {
  return {
    home: homeOf(text(variables.AIFLOW_HOME)),
    userHome: join(userFolder(), 'aiflow'),
    serverUrl: text(variables.AIFLOW_SERVER_URL),
    token: text(variables.AIFLOW_TOKEN),
    namespace: text(variables.AIFLOW_NAMESPACE),
    context: text(variables.AIFLOW_CONTEXT),
    task: readTask(variables),
    isDebug: text(variables.AIFLOW_DEBUG) !== null,
    color: text(variables.NO_COLOR) !== null ? false : text(variables.FORCE_COLOR) !== null ? true : null,
  }
}

/** For code that reads its own settings from the environment. */
export function environmentVariables(): Variables {
  return process.env
}

function homeOf(given: string | null): string | null {
  return given === null ? null : resolve(given)
}

function readTask(variables: Variables): TaskEnvironment | null {
  const tokenFile = text(variables.AIFLOW_TASK_TOKEN_FILE)
  const serverFile = text(variables.AIFLOW_SERVER_FILE)
  if (tokenFile === null || serverFile === null) return null
  const workflowExecutionId = parseWholeNumber(variables.AIFLOW_WORKFLOW_EXECUTION_ID ?? '', 1)
  const serverUrl = text(variables.AIFLOW_SERVER_URL)
  return { serverFile, serverUrl, tokenFile, workflowExecutionId, sentEvent: text(variables.AIFLOW_SENT_EVENT) }
}

/** An empty variable counts as one that is not set. */
function text(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value
}
