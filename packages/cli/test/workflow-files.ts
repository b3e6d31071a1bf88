import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { WorkflowDefinition } from '@aiflow/sdk'
import { bundleWorkflow } from '../src/bundle/bundle-workflow.ts'
import { describeBundle } from '../src/bundle/describe-bundle.ts'

/** A folder of an author, outside of any project that has the SDK installed. */
export class WorkflowFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'aiflow-workflows-')))

  write(name: string, text: string): string {
    const path = join(this.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  /** Bundles and describes a file with this text. */
  async read(text: string, timeoutSeconds?: number): Promise<readonly WorkflowDefinition[]> {
    const bundle = await bundleWorkflow(this.write('flow.ts', text))
    return describeBundle(bundle, timeoutSeconds)
  }

  remove(): void {
    rmSync(this.path, { recursive: true })
  }
}
