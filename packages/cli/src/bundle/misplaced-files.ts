import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'

/** A command that names an extra file as if it were in its working folder. */
interface MisplacedFile {
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

/** A sentence about each, with advice. */
export function misplacedRemarks(definitions: readonly WorkflowDefinition[], paths: readonly string[]): string[] {
  return findMisplacedFiles(definitions, paths).map(({ task, path }) => {
    const places = `Uploaded files are in the folder $AIFLOW_FILES: write "$AIFLOW_FILES/${path}", or let the task run there with cwd: '.'.`
    return `The command of "${task}" names "${path}", but it runs in an empty folder of its own. ${places}`
  })
}

function namesFile(command: string, path: string): boolean {
  for (let at = command.indexOf(path); at >= 0; at = command.indexOf(path, at + 1)) {
    const begin = command.slice(0, at).endsWith('./') ? at - 2 : at
    const [before, after] = [command[begin - 1], command[at + path.length]]
    if ((before === undefined || BEFORE.has(before)) && (after === undefined || AFTER.has(after))) return true
  }
  return false
}
