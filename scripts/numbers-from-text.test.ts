import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname

/** JavaScript takes `0x1`, `1e3`, ` 1`, `+1` and the empty text for numbers. */
const LENIENT =
  /(?<![.\w])(?:Number\(|(?:Number\.)?parseInt\(|(?:Number\.)?parseFloat\(|z\.coerce\.number|z\.coerce\.bigint|BigInt\()|map\(Number\)|[=(,?:] \+[a-z]\w*[,;)\n]/

/**
 * Allowed uses, by package and file: the text was written by us, a pattern has checked it, or it is not a text. All other
 * files use `parseWholeNumber`.
 */
const KNOWN = `
  cli/bundle-folder.ts cli/db.ts cli/detached-server.ts cli/import-config.ts cli/main.ts cli/read-yaml.ts cli/stack-place.ts cli/worker-process.ts
  create/project-node.ts
  operators/first-file.ts operators/postgres.ts operators/sql-result.ts operators/sqlite.ts
  sdk/artifact-content.ts sdk/changes-client.ts sdk/expression.ts sdk/inexact-integer.ts sdk/issue-text.ts
  sdk/listen.ts sdk/lock-holder.ts sdk/remembering-condition.ts sdk/retry.ts sdk/status-runs.ts sdk/task-execution.ts
  sdk/time-text.ts sdk/trigger-options.ts sdk/whole-number.ts
  server/backfills.ts server/cron-fields.ts server/effects.ts server/expression.ts server/inbox.ts
  server/json-result.ts server/lane-id.ts
  server/metered-functions.ts server/metered-loops.ts server/pattern-weight.ts server/problem-replies.ts server/problem-texts.ts
  server/safe-integers.ts server/schedules.ts server/seen-events.ts server/sessions.ts server/shared-values.ts server/state-names.ts
  server/stop-executions.ts server/streamed-bodies.ts server/sweeps.ts
  server/syntax-tree.ts server/time-zone.ts server/timer-ids.ts server/triggers.ts server/word-forms.ts
  server/workflow-executions.ts server/workflows.ts
  ui/add-backfill.tsx ui/add-schedule.tsx ui/create-token.tsx ui/log-bar.tsx ui/parameter-field.tsx ui/pool-dialog.tsx
  ui/send-event-form.tsx ui/task-choice.tsx ui/task-ref.ts ui/use-stay-in-place.ts
  worker/cached-look.ts worker/cgroups.ts worker/checked-arguments.ts worker/child-attempt.ts worker/child-journal.ts worker/linux-process-table.ts worker/lock.ts worker/log-parts.ts
  worker/outcome-line.ts worker/process-handle.ts worker/ps-process-table.ts worker/side-effects.ts worker/taken-outcome.ts`

test('numbers that come in as text are read by one strict reader', () => {
  const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: ROOT }).filter((file) => !file.includes('.test.'))
  const lenient = files.filter((file) => LENIENT.test(readFileSync(join(ROOT, file), 'utf8')))
  const known = KNOWN.trim().split(/\s+/)
  const names = lenient.map((file) => `${file.split('/')[1]}/${basename(file)}`)
  expect(names.toSorted()).toEqual(known.toSorted())
  expect(files.length).toBeGreaterThan(500)
})
