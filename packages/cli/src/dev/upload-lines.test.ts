import { expect, it } from 'vitest'
import type { UploadedFile } from '../bundle/upload-file.ts'
import { uploadLines } from './upload-lines.ts'

const HASH = '07dabbccd39d0123456789'

function uploaded(workflow: Partial<UploadedFile['response']['workflows'][number]>): UploadedFile {
  const about = { id: 1, namespace: 'default', name: 'daily', description: null, owner: null, labels: {} }
  const state = { version: 1, createTime: 0, updateTime: 0, created: false, changed: false, enabled: true }
  return {
    response: { workflows: [{ ...about, ...state, snapshotHash: HASH, ...workflow }], warnings: [] },
    definitions: [],
    remarks: [],
  }
}

it.each([
  [{ created: true, changed: true }, 'Uploaded "daily" (0 tasks). daily.ts, snapshot 07dabbccd39d.'],
  [{ changed: true }, 'Updated "daily" (0 tasks). daily.ts, snapshot 07dabbccd39d. Active executions keep theirs.'],
  [
    { namespace: 'team', enabled: false },
    '"daily" (0 tasks) is unchanged. daily.ts, snapshot 07dabbccd39d, namespace team. It is disabled. Enable it: aiflow workflow enable daily -n team',
  ],
])('tells what became of a workflow: %j', (workflow, line) => {
  expect(uploadLines('daily.ts', uploaded(workflow))).toEqual([line])
})
