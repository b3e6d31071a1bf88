import { join } from 'node:path'
import type { TestUserConfig } from 'vitest/config'

/** Writes what a suite found as JSON too, where `TEST_REPORTS` names a folder for it. */
export const reportsTo = (suite: string): Pick<TestUserConfig, 'reporters' | 'outputFile'> => {
  const folder = process.env.TEST_REPORTS
  if (folder === undefined) return {}
  return { reporters: ['default', 'json'], outputFile: { json: join(folder, `${suite}.json`) } }
}
