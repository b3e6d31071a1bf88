import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFlowClient } from '@aiflow/sdk/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FoundFiles } from '../project/workflow-files.ts'
import { Uploader } from './uploader.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-uploader-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('searches again at the next save after a search that failed', async () => {
  const searches: (() => FoundFiles)[] = []
  const nothing = (): FoundFiles => ({ files: [], unmatched: [], folders: [folder], faults: [] })
  const problems: unknown[] = []
  const uploader = new Uploader({
    client: new AIFlowClient({ url: 'http://127.0.0.1:1' }),
    given: { given: ['.'], folder, find: async () => (searches.shift() ?? nothing)() },
    extras: { paths: [], folder },
    external: [],
    folder,
    say: () => {},
    complain: (problem) => problems.push(problem),
    onUploaded: async () => {},
  })
  await uploader.start()
  const [tooMany, isBack] = [new Error('too many files'), Promise.withResolvers<void>()]
  searches.push(
    () => {
      throw tooMany
    },
    () => {
      isBack.resolve()
      return nothing()
    },
  )

  writeFileSync(join(folder, 'one.ts'), '')
  await expect.poll(() => problems).toEqual([tooMany])
  writeFileSync(join(folder, 'two.ts'), '')
  await isBack.promise
  uploader.stop()
})
