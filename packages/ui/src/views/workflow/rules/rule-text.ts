import { TaskAction } from '@aiflow/sdk'
import type { RuleDefinition } from '@aiflow/sdk/internal/wire'
import { countText } from '../../../components/kit/text/count-text.ts'

/** What START does while the task is active; empty for other actions. */
export function whenAliveText({ action, whenAlive, queueLimit }: RuleDefinition): string {
  if (action !== TaskAction.START) return '–'
  switch (whenAlive) {
    case 'ignore':
      return 'is ignored'
    case 'latest':
      return 'the newest start waits'
    case 'queue':
      return `all starts wait, ${countText(queueLimit)} at most`
  }
}
