import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname

/** JavaScript takes `0x1`, `1e3`, ` 1`, `+1` and the empty text for numbers. */
const LENIENT =
  /(?<![.\w])(?:Number\(|(?:Number\.)?parseInt\(|(?:Number\.)?parseFloat\(|z\.coerce\.number|z\.coerce\.bigint|BigInt\()|map\(Number\)|[=(,?:] \+[a-z]\w*[,;)\n]/

/** Where the text is one that we wrote, or a pattern has seen it, or it is no text. All others use `parseWholeNumber`. */
const KNOWN = `
  cli/src/bundle/stack-place.ts cli/src/commands/db.ts cli/src/commands/read-yaml.ts cli/src/server/worker-process.ts cli/src/server-main.ts
  sdk/src/authoring/conditions/remembering-condition.ts sdk/src/authoring/expression.ts sdk/src/authoring/trigger-options.ts
  sdk/src/client/artifact-content.ts sdk/src/client/changes-client.ts sdk/src/client/listen.ts sdk/src/client/retry.ts sdk/src/files/lock-holder.ts
  sdk/src/model/inexact-integer.ts sdk/src/model/task-execution.ts sdk/src/model/time-text.ts sdk/src/model/whole-number.ts sdk/src/wire/issue-text.ts
  sdk/src/wire/status-runs.ts
  server/src/access/sessions.ts server/src/calendar/cron-fields.ts server/src/calendar/expression.ts
  server/src/calendar/time-zone.ts server/src/formulas/cel/metered-functions.ts server/src/formulas/cel/metered-loops.ts
  server/src/formulas/cel/syntax-tree.ts server/src/formulas/pattern-weight.ts server/src/http/problem-replies.ts server/src/http/streamed-bodies.ts server/src/parameters/word-forms.ts
  server/src/scheduler/named-states.ts server/src/scheduler/set-aside.ts server/src/scheduler/stop-executions.ts
  server/src/scheduler/timer-firings.ts server/src/scheduler/timer-ids.ts server/src/scheduler/world.ts server/src/storage/sqlite/inbox.ts
  server/src/storage/sqlite/safe-integers.ts server/src/storage/sqlite/schedules.ts
  server/src/storage/sqlite/stored-definition.ts server/src/storage/sqlite/sweeps.ts
  server/src/storage/sqlite/triggers.ts server/src/storage/sqlite/workflow-executions.ts
  server/src/storage/sqlite/workflows.ts server/src/why/chain.ts server/src/why/effects.ts server/src/why/seen-events.ts
  ui/src/components/start/parameter-field.tsx ui/src/data/task-ref.ts ui/src/views/admin/create-token.tsx
  ui/src/views/admin/pool-dialog.tsx ui/src/views/events/send-event-form.tsx
  ui/src/views/task-execution/log/log-bar.tsx ui/src/views/task-execution/log/log-lines.tsx
  ui/src/views/why/task-choice.tsx ui/src/views/workflow/starts/add-schedule.tsx
  worker/src/child/checked-arguments.ts worker/src/journal/claim.ts worker/src/journal/outcome-line.ts worker/src/lock.ts worker/src/logs/log-parts.ts
  worker/src/machine/cgroups.ts worker/src/machine/linux-process-table.ts worker/src/machine/ps-process-table.ts`

test('numbers that come in as text are read by one strict reader', () => {
  const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: ROOT }).filter((file) => !file.includes('.test.'))
  const lenient = files.filter((file) => LENIENT.test(readFileSync(join(ROOT, file), 'utf8')))
  const known = KNOWN.trim().split(/\s+/)
  expect(lenient.map((file) => file.slice('packages/'.length)).toSorted()).toEqual(known.toSorted())
  expect(files.length).toBeGreaterThan(500)
})
