import type { Json } from '../../model/json/json.ts'
import { copyOfJson, problemOfJson } from '../../model/json/json-value.ts'
import { filePathProblem } from '../../model/text/file-path.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import type { PythonEnvironment, PythonRun } from '../../wire/python-operator.ts'
import { invalidWorkflow } from '../checks/checks.ts'
import { isText } from './command-options.ts'

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`
const DOTTED = String.raw`${NAME}(?:\.${NAME})*`
const MODULE = new RegExp(`^${DOTTED}$`, 'u')
const CALLABLE = new RegExp(`^${DOTTED}:${DOTTED}$`, 'u')

/** What a Python task runs: exactly one of `script`, `module` and `callable`. */
export type PythonBody =
  | {
      /** The path of a Python file below the uploaded files. */
      readonly script: string
      /** What the program finds in `sys.argv`; none by default. */
      readonly args?: readonly string[]
      readonly module?: never
      readonly callable?: never
      readonly kwargs?: never
      readonly preload?: never
    }
  | {
      /** A module that runs as by `python -m`: an uploaded one, or one of the environment. */
      readonly module: string
      /** What the program finds in `sys.argv`; none by default. */
      readonly args?: readonly string[]
      readonly script?: never
      readonly callable?: never
      readonly kwargs?: never
      readonly preload?: never
    }
  | {
      /** A function as `module:function`. What it returns, as JSON, is the output of the task. */
      readonly callable: string
      /** The positional arguments, as JSON; none by default. */
      readonly args?: readonly unknown[]
      /** The arguments by name, as JSON; none by default. */
      readonly kwargs?: Readonly<Record<string, unknown>>
      /**
       * Whether the worker keeps a process ready that has imported the module, for the next task execution; false by default.
       * Each process runs one. A module that is imported early sees the variables of its task only when the function runs.
       */
      readonly preload?: boolean
      readonly script?: never
      readonly module?: never
    }

/** Where a Python task runs: at most one of these; by default with the `python3` in the PATH of the worker. */
export type PythonPlace =
  | {
      /** A Python program: a name in the PATH of the worker, such as `python3.12`, or an absolute path. */
      readonly python?: string
      readonly venv?: never
      readonly requirements?: never
      readonly uv?: never
    }
  | {
      /** The absolute path of a virtual environment on the machine of the worker. */
      readonly venv?: string
      readonly python?: never
      readonly requirements?: never
      readonly uv?: never
    }
  | {
      /** An uploaded file of requirements. The worker makes an environment of it by pip, and uses it again. */
      readonly requirements?: string
      readonly python?: never
      readonly venv?: never
      readonly uv?: never
    }
  | {
      /** An uploaded folder with `pyproject.toml` and `uv.lock`, or `.`. The worker makes an environment of it by uv. */
      readonly uv?: string
      readonly python?: never
      readonly venv?: never
      readonly requirements?: never
    }

const BODIES = ['script', 'module', 'callable'] as const
const PLACES = ['python', 'venv', 'requirements', 'uv'] as const

type Given = Readonly<Record<string, unknown>>

/** The data form of what runs. Throws INVALID_WORKFLOW. */
export function pythonRun(task: string, options: PythonBody): PythonRun {
  const given: Given = { ...options }
  const bodies = BODIES.filter((name) => given[name] !== undefined)
  const [body] = bodies
  if (bodies.length !== 1 || body === undefined) {
    const number = bodies.length === 0 ? 'no' : 'more than one'
    const message = `The task "${task}" has ${number} Python to run. Give it one of "script", "module" and "callable".`
    throw invalidWorkflow(message, { task })
  }
  if (body === 'callable') return runOfCallable(task, given)
  if (given.preload !== undefined && given.preload !== false) {
    const message = `The task "${task}" has "preload", which only a "callable" takes: a ${body} cannot be imported before it runs.`
    throw invalidWorkflow(message, { task, field: 'preload' })
  }
  if (given.kwargs !== undefined) {
    const message = `The task "${task}" has "kwargs", which only a "callable" takes. Use "args": a ${body} finds them in sys.argv.`
    throw invalidWorkflow(message, { task, field: 'kwargs' })
  }
  const args = textArguments(task, given.args)
  if (body === 'script') return { type: body, file: uploadedPath(task, body, given.script), args }
  return {
    type: body,
    name: matching(task, body, { value: given.module, pattern: MODULE, such: 'training.fit' }),
    args,
  }
}

/** The data form of where it runs; null for the default. Throws INVALID_WORKFLOW. */
export function pythonEnvironment(task: string, options: PythonPlace): PythonEnvironment | null {
  const given: Given = { ...options }
  const places = PLACES.filter((name) => given[name] !== undefined)
  const place: (typeof PLACES)[number] | undefined = places[0]
  if (places.length > 1) {
    const message = `The task "${task}" has ${places.map((name) => `"${name}"`).join(' and ')}. Give it one of them.`
    throw invalidWorkflow(message, { task })
  }
  if (place === undefined) return null
  switch (place) {
    case 'python':
      return { type: place, program: programOf(task, given.python) }
    case 'venv':
      return { type: place, folder: absolutePath(task, given.venv) }
    case 'requirements':
      return { type: place, file: uploadedPath(task, place, given.requirements) }
    case 'uv':
      return { type: place, folder: given.uv === '.' ? '.' : uploadedPath(task, place, given.uv) }
  }
}

function runOfCallable(task: string, { callable, args = [], kwargs = {} }: Given): PythonRun {
  const name = matching(task, 'callable', { value: callable, pattern: CALLABLE, such: 'training:fit' })
  if (!Array.isArray(args)) {
    throw invalidWorkflow(`"args" of the task "${task}" is a list of arguments, not ${quoted(args)}.`, { task })
  }
  if (!isPlainObject(kwargs)) {
    const message = `"kwargs" of the task "${task}" is an object of arguments by name, not ${quoted(kwargs)}.`
    throw invalidWorkflow(message, { task })
  }
  return {
    type: 'callable',
    name,
    args: plain(task, 'args', args) as Json[],
    kwargs: plain(task, 'kwargs', kwargs) as Record<string, Json>,
  }
}

function plain(task: string, option: string, value: unknown): Json {
  const problem = problemOfJson(value)
  if (problem === null) return copyOfJson(value)
  throw invalidWorkflow(`"${option}" of the task "${task}" ${problem}.`, { task, field: option })
}

function textArguments(task: string, args: unknown = []): string[] {
  if (!Array.isArray(args)) {
    throw invalidWorkflow(`"args" of the task "${task}" is a list of texts, not ${quoted(args)}.`, { task })
  }
  const wrong = args.findIndex((each) => !isText(each))
  if (wrong < 0) return args.map(String)
  const message = `"args" of the task "${task}" holds ${quoted(args[wrong])}. A script or module takes texts: write String(…).`
  throw invalidWorkflow(message, { task, field: 'args' })
}

interface Pattern {
  readonly value: unknown
  readonly pattern: RegExp
  readonly such: string
}

function matching(task: string, option: string, { value, pattern, such }: Pattern): string {
  if (typeof value === 'string' && pattern.test(value)) return value
  const message = `"${option}" of the task "${task}" cannot be ${quoted(value)}. It is a name such as "${such}".`
  throw invalidWorkflow(message, { task, field: option })
}

function uploadedPath(task: string, option: string, value: unknown): string {
  const problem = typeof value === 'string' ? filePathProblem(value) : 'is not a text'
  if (problem === null) return String(value)
  const message = `"${option}" of the task "${task}" is a path below the uploaded files, and ${quoted(value)} ${problem}.`
  throw invalidWorkflow(message, { task, field: option })
}

function programOf(task: string, value: unknown): string {
  if (isText(value) && value.trim() !== '' && (value.startsWith('/') || !value.includes('/'))) return value
  const message = `"python" of the task "${task}" cannot be ${quoted(value)}. Give the name of a program, such as "python3.12", or an absolute path.`
  throw invalidWorkflow(message, { task, field: 'python' })
}

function absolutePath(task: string, value: unknown): string {
  if (isText(value) && value.startsWith('/')) return value
  const message = `"venv" of the task "${task}" cannot be ${quoted(value)}. Give the absolute path of a virtual environment on the worker.`
  throw invalidWorkflow(message, { task, field: 'venv' })
}
