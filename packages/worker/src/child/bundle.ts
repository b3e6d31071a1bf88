import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Workflow } from '@aiflow/sdk'
import { readFile } from '@aiflow/sdk/files'
import { exportedWorkflows } from '@aiflow/sdk/internal/authoring'
import type { BundleToImport } from '../children/messages.ts'

/** The workflows that a bundle exports, under any name. They may come from another copy of the SDK. */
export class Bundle {
  readonly #workflows: readonly Workflow[]

  constructor(workflows: readonly Workflow[]) {
    this.#workflows = workflows
  }

  find(namespace: string, name: string): Workflow | null {
    return this.#workflows.find((workflow) => workflow.namespace === namespace && workflow.name === name) ?? null
  }
}

/** Whether the bundle is unchanged. A task may have written to the file. */
export function isBundle({ bundle, bundleHash }: BundleToImport): boolean {
  const content = existsSync(bundle) ? readFile(bundle) : ''
  return createHash('sha256').update(content).digest('hex') === bundleHash
}

export async function importBundle(path: string): Promise<Bundle> {
  const exports: Record<string, unknown> = await import(pathToFileURL(path).href)
  return new Bundle(exportedWorkflows(exports))
}
