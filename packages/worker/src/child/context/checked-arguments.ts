import type { ArtifactSource, SendOptions } from '@aiflow/sdk'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { filePathProblem, fitsBytes, isStoredName, MAX_KEY_BYTES, NAME_RULE } from '@aiflow/sdk/internal/limits'
import { keyOf } from '@aiflow/sdk/internal/model'
import { quoted } from '@aiflow/sdk/internal/text'

/*
 * Checks of the arguments that code passes to the methods of its context. A compiler does not check JavaScript or casts. All
 * of these throw INVALID_ARGUMENT. `method` is the name in the message.
 */

/** The name of a state, from its descriptor. */
export function nameOfState(descriptor: unknown): string {
  const name = isObject(descriptor) && 'name' in descriptor ? descriptor.name : undefined
  if (typeof name === 'string' && isStoredName(name)) return name
  throw wrong(`"getState" takes a descriptor, such as new ValueStateDescriptor("seen"), not ${quoted(descriptor)}.`)
}

/** The name of a task, by itself or by its operator. */
export function taskNamed(method: string, task: unknown): string {
  const name = nameOfTask(task)
  if (name !== null) return name
  throw wrong(`"${method}" takes a task or its name, not ${quoted(task)}.`)
}

function nameOfTask(task: unknown): string | null {
  if (typeof task === 'string') return task
  return isObject(task) && 'name' in task && 'workflow' in task && typeof task.name === 'string' ? task.name : null
}

/** The name of a task whose artifacts are wanted. It becomes the name of a folder. */
export function artifactsOwner(name: unknown): string {
  const found = nameOfTask(name)
  if (found !== null && isStoredName(found)) return found
  throw wrong(`"artifacts.of" takes a task or its name, not ${quoted(name)}. The name ${NAME_RULE}.`)
}

export function artifactName(method: string, name: unknown): string {
  if (typeof name !== 'string') throw wrong(`"${method}" takes the name of an artifact, not ${quoted(name)}.`)
  const problem = filePathProblem(name)
  if (problem === null) return name
  throw wrong(`The name ${quoted(name)} of an artifact ${problem}. Give a relative path.`)
}

export function artifactContent(content: unknown): ArtifactSource {
  if (typeof content === 'string') {
    if (content.isWellFormed()) return content
    throw wrong('The content of an artifact is no valid Unicode: a surrogate has no other half. Leave it as bytes.')
  }
  if (content instanceof Uint8Array) return content
  if (isObject(content) && 'file' in content && typeof content.file === 'string') return { file: content.file }
  throw wrong(`The content of an artifact is a text, a Uint8Array or { file: "path" }, not ${quoted(content)}.`)
}

export function eventKey(method: string, key: unknown): string {
  if (typeof key !== 'string') throw wrong(`"${method}" takes a key, which is a text, not ${quoted(key)}.`)
  if (key === '') throw wrong(`"${method}" was called with an empty key. No event has an empty key.`)
  if (!key.isWellFormed()) throw wrong(`The key ${quoted(key)} is no valid Unicode: a surrogate has no other half.`)
  if (fitsBytes(key, MAX_KEY_BYTES)) return key
  throw wrong(`The key ${quoted(key)} is longer than ${MAX_KEY_BYTES} bytes. No event has such a key.`)
}

export function eventKeys(keys: unknown): readonly string[] {
  if (!Array.isArray(keys)) return [eventKey('events.listen', keyOf(keys))]
  if (keys.length === 0) throw wrong('"events.listen" was called without a key. Name at least one.')
  return Array.from(keys, (key) => eventKey('events.listen', keyOf(key)))
}

export function eventValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') {
    throw wrong(
      `The value of an event is a text or null, not ${quoted(value)}. Write JSON.stringify(value), or send it with an EventType.`,
    )
  }
  if (value.isWellFormed()) return value
  throw wrong('The value of an event is no valid Unicode: a surrogate has no other half.')
}

export function sendOptions(options: unknown): SendOptions {
  const given = optionsOf('events.send', options)
  const { to } = given
  if (to === undefined || to === 'execution' || to === 'namespace') return given
  throw wrong(`"to" of "events.send" is "execution" or "namespace", not ${quoted(to)}.`)
}

export function listenOptions(options: unknown): { readonly from: 'now' | number; readonly signal?: AbortSignal } {
  const { from = 'now', signal } = optionsOf('events.listen', options)
  if (from !== 'now' && !(Number.isSafeInteger(from) && Number(from) >= 0)) {
    throw wrong(`"from" of "events.listen" is "now" or an offset, 0 or more, not ${quoted(from)}.`)
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw wrong(`"signal" of "events.listen" is an AbortSignal, not ${quoted(signal)}.`)
  }
  return { from: from as 'now' | number, ...(signal === undefined ? {} : { signal }) }
}

function optionsOf(method: string, options: unknown): Readonly<Record<string, unknown>> {
  if (options === undefined) return {}
  if (isObject(options) && !Array.isArray(options)) return options
  throw wrong(`"${method}" takes its options as an object, not ${quoted(options)}.`)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function wrong(message: string): AIFlowError {
  return new AIFlowError('INVALID_ARGUMENT', message)
}
