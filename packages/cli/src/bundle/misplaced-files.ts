import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'

/** A command that names an extra file as if it were in its working folder. */
export interface MisplacedFile {
  readonly task: string
  readonly path: string
}

/** What may stand before and after a path in the text of a command. */
const BEFORE = new Set('\n\t \'"=(<>')
const AFTER = new Set('\n\t \'")<>;|&')

/** At most one for each task that runs in its own folder. A task with `cwd` has chosen its folder. */
export function findMisplacedFiles(
  definitions: readonly WorkflowDefinition[],
  paths: readonly string[],
): readonly MisplacedFile[] {
  return definitions.flatMap(({ tasks }) =>
    tasks.flatMap(({ name: task, operator }) => {
      if (operator.type !== 'bash' || operator.cwd !== undefined) return []
      const path = paths.find((each) => namesFile(operator.command, each))
      return path === undefined ? [] : [{ task, path }]
    }),
  )
}

function namesFile(command: string, path: string): boolean {
  for (let at = command.indexOf(path); at >= 0; at = command.indexOf(path, at + 1)) {
    const begin = command.slice(0, at).endsWith('./') ? at - 2 : at
    const [before, after] = [command[begin - 1], command[at + path.length]]
    if ((before === undefined || BEFORE.has(before)) && (after === undefined || AFTER.has(after))) return true
  }
  return false
}
