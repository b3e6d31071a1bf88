import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AIFlowHome } from '../../support/aiflow-home.ts'

const SHOP = fileURLToPath(new URL('../fixtures/shop.ts', import.meta.url))

/** A workflow with rules of each kind, uploaded twice, and one with as many tasks as anybody has. */
export async function fillShop(home: AIFlowHome): Promise<void> {
  await home.client.pools.set('default', 'warehouse', 2)
  await uploadChanged(home)
  await home.upload(SHOP)
  const office = ['office-hours', 'cron@*/20 9-17 * * 1-5', '-p', 'owner=clock']
  await home.must('workflow-schedule', 'add', 'shop', ...office)
}

/** The same workflow as it was before somebody changed it. */
async function uploadChanged(home: AIFlowHome): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-shop-'))
  try {
    const file = join(folder, 'shop.ts')
    const text = readFileSync(SHOP, 'utf8')
    writeFileSync(
      file,
      text
        .replace('retries: 100, retriesOnLost: 100', 'retries: 10')
        .replace('timeoutSeconds: 60', 'timeoutSeconds: 5'),
    )
    await home.upload(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
