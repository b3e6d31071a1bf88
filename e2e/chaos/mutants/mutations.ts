import type { ActionName } from '../schedule.ts'

/** A place in the source of the program, below `packages`. */
interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A promise of the product that is broken on purpose. */
export interface Mutation {
  readonly name: string
  readonly edits: readonly Edit[]
  /** The actions that reveal it. */
  readonly actions: readonly ActionName[]
  /** The fault that the audit has to report. */
  readonly caughtBy: RegExp
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'an event is stored again when it is sent again',
    edits: [
      {
        file: 'server/src/scheduler/commit/work.ts',
        find: 'if (known !== undefined) return',
        replace: 'if (known !== undefined && key?.sender === null) return',
      },
      {
        file: 'server/src/storage/sqlite/tables/producer-keys.ts',
        find: 'INSERT INTO producer_keys',
        replace: 'INSERT OR REPLACE INTO producer_keys',
      },
    ],
    actions: ['startByHand', 'startByHand', 'startByHand'],
    caughtBy: /^events: .*(is stored at the offsets|and again at)/,
  },
  {
    name: 'an event is acknowledged before it is stored',
    edits: [
      {
        file: 'server/src/scheduler/commit/commit-loop.ts',
        find: 'const commit = batch.toCommit()',
        replace: `for (const work of works) work.committed()
    await new Promise((resolve) => setTimeout(resolve, 40))
    const commit = batch.toCommit()`,
      },
    ],
    actions: ['killServer', 'killServer', 'killServer', 'killServer'],
    caughtBy: /^events: .*acknowledged at offset \d+, is (not stored|stored at offset)/,
  },
  {
    name: 'a verdict is stored twice',
    edits: [
      {
        file: 'server/src/storage/sqlite/verdicts/verdicts.ts',
        find: 'toStreaks(rows)',
        replace: 'toStreaks(rows.flatMap((row) => [row, { ...row, id: row.id + 1_000_000 }]))',
      },
    ],
    actions: ['startByHand'],
    caughtBy: /^verdicts: .*has a verdict too many/,
  },
  {
    name: 'states of conditions are not stored',
    edits: [
      {
        file: 'server/src/scheduler/judging/lane-state.ts',
        find: 'changes.states.set({ lane: lane.id, name, value })',
        replace: "if (!name.startsWith('state:')) changes.states.set({ lane: lane.id, name, value })",
      },
    ],
    actions: ['killServer', 'startByHand'],
    caughtBy: /^verdicts: state "(count|sum)" of execution/,
  },
  {
    name: 'an attempt that was claimed is started again',
    edits: [
      {
        file: 'worker/src/attempts/attempt.ts',
        find: "if (located.type === 'ended') return this.#adopt({ handle: located.handle, childLog: null })",
        replace: "if (located.type !== 'tombstone') return this.#launch(false)",
      },
      { file: 'worker/src/commands/shim.ts', find: 'set -fC', replace: 'set -f' },
      { file: 'worker/src/commands/shim.ts', find: '[ -e "$folder/run" ] && leave', replace: ': #' },
    ],
    // Only an attempt that lives as the worker is killed can be started again: several kills meet one for sure.
    actions: ['killWorker', 'killWorker', 'killWorker', 'killWorker', 'startByHand'],
    caughtBy: /^attempts: the attempt .* began \d+ times/,
  },
  {
    name: 'a stop is reported before it is confirmed',
    edits: [
      {
        file: 'worker/src/attempts/ending.ts',
        find: 'if (await endsWhenAsked(options)) return',
        replace: 'await family.end("ask"); if (family !== null) return',
      },
      {
        file: 'worker/src/attempts/attempt.ts',
        find: 'const end = await process.ended\n    await',
        replace: 'const end = { exit: { code: null, signal: "SIGTERM" as const }, clean: false, hint: null }; await',
      },
    ],
    actions: ['startByHand', 'startByHand', 'stopByHand'],
    caughtBy: /^(attempts: .*met another one alive|rest: process \d+ of attempt)/,
  },
  {
    name: 'a firing counts although it was taken before',
    edits: [
      {
        file: 'server/src/scheduler/executions/timer-firings.ts',
        find: 'return step.world.timers.get(timerId) === dueTime',
        replace: 'return step.world.timers.get(timerId) !== undefined || dueTime > 0',
      },
      {
        file: 'server/src/scheduler/executions/timer-firings.ts',
        find: 'const nextTime = nextFiring(',
        replace: 'const nextTime = schedule.lastTime === null ? firing.dueTime : nextFiring(',
      },
    ],
    actions: ['startByHand', 'startByHand', 'killServer'],
    caughtBy: /^timers: the schedule .* fired twice/,
  },
  {
    name: 'a backfill does not see what another one has started',
    edits: [
      {
        file: 'server/src/scheduler/backfills/taken-times.ts',
        find: 'return leavesOut(this.#row.reprocess, executions)',
        replace: "return leavesOut('all', executions)",
      },
    ],
    actions: ['startBackfill', 'startByHand', 'startBackfill', 'startByHand', 'startBackfill'],
    caughtBy: /^backfills: .* was started by backfills \d+ times/,
  },
  {
    name: 'a paused execution judges events',
    edits: [
      {
        file: 'server/src/scheduler/world/lane.ts',
        find: 'return this.isPaused || this.inbox.length > 0',
        replace: 'return this.inbox.length > 0',
      },
    ],
    actions: ['pauseByHand', 'startByHand', 'startByHand', 'startByHand'],
    caughtBy: /^pauses: .* while its execution was paused/,
  },
  {
    name: 'a pool has a slot more than it was given',
    edits: [
      {
        file: 'server/src/scheduler/tasks/dispatch.ts',
        find: 'attempts.busyInPool(pool) < (named.pools.get(pool)?.slots ?? 0)',
        replace: 'attempts.busyInPool(pool) <= (named.pools.get(pool)?.slots ?? 0)',
      },
    ],
    actions: ['startByHand', 'startByHand', 'startByHand'],
    caughtBy: /^pools: the attempt .* ran while all slots of its pool were taken/,
  },
  {
    name: 'an attempt knows nothing of the work outside that the one before left',
    edits: [
      { file: 'server/src/scheduler/commands/attempt-spec.ts', find: 'handle: row.handle', replace: 'handle: null' },
    ],
    actions: ['killWithDaemon', 'killWithDaemon', 'startByHand', 'startByHand'],
    caughtBy: /^outside: the daemon .* (began while .* was alive|is alive after the end of its task)/,
  },
  {
    name: 'a task does not remember the execution that it started',
    edits: [
      {
        file: 'server/src/storage/sqlite/tables/task-executions.ts',
        find: 'row.childExecutionId ?? null',
        replace: 'null',
      },
    ],
    actions: ['killServer', 'startByHand', 'killServer', 'startByHand'],
    caughtBy: /^children: .* does not name the execution \d+, which it started/,
  },
]
