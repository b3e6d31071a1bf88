import { dirname, resolve, sep } from 'node:path'
import type { AIFlowClient } from '@aiflow/sdk/client'
import type { WorkflowBundle } from '../bundle/bundle-workflow.ts'
import { readExtraFiles } from '../bundle/extra-files.ts'
import { uploadFile, uploadMessage } from '../bundle/upload-file.ts'
import { SourceWatch } from './source-watch.ts'

export interface UploaderOptions {
  readonly client: AIFlowClient
  /** Relative to the folder. */
  readonly file: { readonly path: string; readonly extraPaths: readonly string[]; readonly folder: string }
  readonly say: (message: string) => void
  /** Called if a file cannot be used. The previous upload stays. */
  readonly complain: (error: unknown) => void
}

/** Uploads a file at once and again whenever it, or what it imports, is saved. One upload at a time. */
export class Uploader {
  readonly #options: UploaderOptions
  readonly #watch: SourceWatch
  #isUploading = false
  #isSaved = false

  constructor(options: UploaderOptions) {
    this.#options = options
    this.#watch = new SourceWatch(() => void this.#upload())
  }

  async start(): Promise<void> {
    const { path, folder, extraPaths } = this.#options.file
    this.#watch.set([path, ...extraPaths].map((each) => resolve(folder, each)))
    await this.#upload()
  }

  stop(): void {
    this.#watch.close()
  }

  async #upload(): Promise<void> {
    this.#isSaved = true
    if (this.#isUploading) return
    this.#isUploading = true
    while (this.#isSaved) {
      this.#isSaved = false
      await this.#uploadOnce().catch(this.#options.complain)
    }
    this.#isUploading = false
  }

  async #uploadOnce(): Promise<void> {
    const { client, file, say } = this.#options
    const { path, folder, extraPaths } = file
    const files = await readExtraFiles(extraPaths, folder)
    const { response, definitions } = await uploadFile(
      client,
      { path, folder, files },
      {
        onBundled: (bundle) => this.#watch.set(this.#filesOf(bundle)),
      },
    )
    for (const workflow of response.workflows) say(uploadMessage(workflow, definitions))
    for (const { message } of response.warnings) say(`Warning: ${message}`)
  }

  #filesOf({ file, sourceMap }: WorkflowBundle): string[] {
    const own = sourceMap.sources
      .map((source) => resolve(dirname(file), source))
      .filter((path) => !path.split(sep).includes('node_modules'))
    const { extraPaths, folder } = this.#options.file
    return [...new Set([file, ...own, ...extraPaths.map((path) => resolve(folder, path))])]
  }
}
