import type { Overlap } from '@aiflow/sdk/internal/wire'
import { Option } from 'commander'

const OVERLAPS: readonly Overlap[] = ['allow', 'skip', 'queue', 'stop-old']

/** `--overlap`, of triggers and schedules. */
export function overlapOption(): Option {
  return new Option('--overlap <how>', 'What to do while executions of the workflow are running')
    .choices(OVERLAPS)
    .default('allow')
}
