import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { hasParameters, type TaskFiles } from '../commands/task-files.ts'
import { RewrittenFile } from '../system/rewritten-file.ts'

/** What the programs that a task starts read. The tasks of a child share these files, one after the other. */
export class ChildTaskFiles {
  readonly paths: TaskFiles
  readonly #trigger: RewrittenFile
  readonly #token: RewrittenFile
  readonly #parameters: RewrittenFile
  readonly #item: RewrittenFile

  constructor(folder: string) {
    this.paths = {
      triggerFile: join(folder, 'trigger.json'),
      tokenFile: join(folder, 'token'),
      parametersFile: join(folder, 'parameters.json'),
      itemFile: join(folder, 'item.json'),
    }
    this.#trigger = new RewrittenFile(this.paths.triggerFile)
    this.#token = new RewrittenFile(this.paths.tokenFile)
    this.#parameters = new RewrittenFile(this.paths.parametersFile)
    this.#item = new RewrittenFile(this.paths.itemFile)
  }

  write(spec: AttemptSpec): void {
    if (!spec.fetch?.includes('trigger')) this.#trigger.write(JSON.stringify(spec.trigger))
    this.#token.write(spec.token)
    if (hasParameters(spec)) this.#parameters.write(JSON.stringify(spec.parameters))
    if (spec.item !== undefined) this.#item.write(JSON.stringify(spec.item.value ?? null))
  }

  close(): void {
    for (const file of [this.#trigger, this.#token, this.#parameters, this.#item]) file.close()
  }
}
