import { describe } from 'vitest'
import { describeAccess } from './storage-contract/access.ts'
import { describeAlikeVerdicts } from './storage-contract/alike-verdicts.ts'
import { describeBackfills } from './storage-contract/backfills.ts'
import { describeCauses } from './storage-contract/causes.ts'
import { describeCommits } from './storage-contract/commits.ts'
import { describeCursors } from './storage-contract/cursors.ts'
import { describeDeletions } from './storage-contract/deletions.ts'
import { describeEventReads } from './storage-contract/event-reads.ts'
import { describeImages } from './storage-contract/images.ts'
import { describeItems } from './storage-contract/items.ts'
import { describeListFilters } from './storage-contract/list-filters.ts'
import { describeLists } from './storage-contract/lists.ts'
import type { CreateStore } from './storage-contract/store-session.ts'

/** The tests that every implementation of `SchedulerStorage` and `ReadStorage` must pass. */
export function describeStorageContract(implementation: string, create: CreateStore): void {
  describe(`${implementation} keeps the storage contract`, () => {
    describeCommits(create)
    describeImages(create)
    describeEventReads(create)
    describeCauses(create)
    describeAlikeVerdicts(create)
    describeLists(create)
    describeListFilters(create)
    describeBackfills(create)
    describeDeletions(create)
    describeItems(create)
    describeAccess(create)
    describeCursors(create)
  })
}
