import { labelTexts } from '@aiflow/sdk/internal/text'
import { pythonEnvironmentText, pythonRunText, type RetryPolicy, type TaskDefinition } from '@aiflow/sdk/internal/wire'
import { Stack } from '@mantine/core'
import { CodeBlock } from '../../../components/code/code-block.tsx'
import { Field, Fields } from '../../../components/kit/layout/fields.tsx'
import { JsonView } from '../../../components/kit/text/json-view.tsx'

/** The options of a task in words, without those at their default. */
export function TaskOptions({ task }: { readonly task: TaskDefinition }) {
  const { operator } = task
  return (
    <Stack gap={12}>
      {operator.type === 'bash' ? <CodeBlock text={operator.command} label="Command" maxHeight={160} /> : null}
      <Fields>
        {optionsOf(task).map(([label, text]) => (
          <Field key={label} label={label}>
            {text}
          </Field>
        ))}
      </Fields>
      {task.metadata === undefined ? null : <JsonView value={task.metadata} label="Metadata" />}
    </Stack>
  )
}

type Option = readonly [label: string, text: string]

function optionsOf(task: TaskDefinition): readonly Option[] {
  const { secrets, connections, pool, priority, timeoutSeconds, livenessSeconds, stopTimeoutSeconds, graceSeconds } =
    task
  const options: (Option | null)[] = [
    ...saidOf(task),
    ['Runs', operatorOption(task)],
    ['Retries', retryText(task.retry)],
    task.periodicExpression === undefined
      ? null
      : [
          'Timer',
          [task.periodicExpression, task.timezone ?? 'UTC', `while active: ${task.periodicWhenAlive}`].join(', '),
        ],
    timeoutSeconds === undefined ? null : ['Timeout', `${timeoutSeconds} s per attempt`],
    livenessSeconds === undefined
      ? null
      : ['Liveness', `must report that it is alive at least every ${livenessSeconds} s`],
    secrets === undefined
      ? null
      : ['Secrets', secrets.map(({ variable, secret }) => `${secret} as ${variable}`).join(', ')],
    connections === undefined
      ? null
      : ['Connections', connections.map(({ variable, connection }) => `${connection} as ${variable}`).join(', ')],
    pool === undefined ? null : ['Pool', pool],
    priority === undefined ? null : ['Priority', String(priority)],
    ['When stopped', `${stopTimeoutSeconds} s to stop on its own, then ${graceSeconds} s between SIGTERM and SIGKILL`],
    task.optional ? ['Optional', 'an execution may end while it waits for its first event'] : null,
    task.allowFailure ? ['Failure', 'does not fail the execution'] : null,
    task.emits === undefined
      ? null
      : ['Sends', task.emits.map(({ key, to }) => (to === 'namespace' ? `${key} (to all)` : key)).join(', ')],
    task.listensTo === undefined ? null : ['Listens to', task.listensTo.join(', ')],
    task.onStop ? ['Clean-up', 'may start while its execution is stopped'] : null,
  ]
  return options.filter((option) => option !== null)
}

/** What the author says about the task. */
function saidOf({ description, owner, labels }: TaskDefinition): (Option | null)[] {
  const texts = labelTexts(labels)
  return [
    description === undefined ? null : ['Description', description],
    owner === undefined ? null : ['Owner', owner],
    texts.length === 0 ? null : ['Labels', texts.join(', ')],
  ]
}

function operatorOption({ operator }: TaskDefinition): string {
  switch (operator.type) {
    case 'bash':
      return `a command${inFolder(operator.cwd)}`
    case 'python':
      return `Python: ${pythonRunText(operator)}, with ${pythonEnvironmentText(operator)}${inFolder(operator.cwd)}`
    case 'code':
      return `${operator.className}, ${PROCESSES[operator.isolation]}`
    case 'approval':
      return `an answer by ${operator.approvers?.join(', ') ?? 'anybody who may operate the workflow'}: ${choicesText(operator)}`
    case 'workflow':
      return `an execution of the workflow ${operator.workflow}${operator.output === undefined ? '' : `, with the output of its task ${operator.output}`}`
  }
}

function choicesText({ choices, onTimeout }: Extract<TaskDefinition['operator'], { type: 'approval' }>): string {
  const names = choices.map(({ name, fails }) => (fails ? `${name} (fails)` : name)).join(', ')
  return onTimeout === undefined ? names : `${names}; ${onTimeout} when the time is up`
}

function inFolder(cwd: string | undefined): string {
  return cwd === undefined ? '' : ` in ${cwd}`
}

const PROCESSES = {
  warm: 'in a warm process',
  process: 'in its own process',
  shared: 'in a process that it shares with other tasks',
}

function retryText({
  retries,
  retryDelaySeconds,
  retryBackoff,
  maxRetryDelaySeconds,
  retriesOnLost,
}: RetryPolicy): string {
  if (retries === 0 && retriesOnLost === 0) return 'none'
  const delay =
    retryBackoff === 1
      ? `${retryDelaySeconds} s apart`
      : `after ${retryDelaySeconds} s, then ×${retryBackoff} up to ${maxRetryDelaySeconds} s`
  return `${retries}, ${delay}${retriesOnLost === 0 ? '' : `; ${retriesOnLost} more if it is lost`}`
}
