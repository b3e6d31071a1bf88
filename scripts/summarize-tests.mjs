// summarize-tests.mjs FOLDER SUITE... -- BROKEN...: adds up the reports of the suites (`test-reports.ts`) and lists all
// failures again. The last line of its output is "N passed, N failed". A suite without a report, or one that broke
// without a failure in its report, counts as one failure, so the line never hides a failure.
// Runs on any Node since 18.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const readReport = (folder, suite) => {
  try {
    return JSON.parse(readFileSync(join(folder, `${suite}.json`), 'utf8'))
  } catch {
    return undefined
  }
}

const summarize = (suite, report, isBroken) => {
  if (report === undefined) return { suite, passed: 0, failures: ['wrote no report'] }
  if (report.failures.length === 0 && isBroken)
    return { suite, ...report, failures: ['failed outside its tests, see above'] }
  return { suite, ...report }
}

const [folder, ...words] = process.argv.slice(2)
const suites = words.slice(0, words.indexOf('--'))
const broken = words.slice(words.indexOf('--') + 1)
const results = suites.map((suite) => summarize(suite, readReport(folder, suite), broken.includes(suite)))

console.log()
for (const { suite, failures } of results) for (const failure of failures) console.log(`FAILED  ${suite}: ${failure}`)
for (const { suite, passed, failures } of results) console.log(`${suite}: ${passed} passed, ${failures.length} failed`)
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failures.length, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 || broken.length > 0 ? 1 : 0
