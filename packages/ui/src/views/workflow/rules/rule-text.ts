import { TaskAction } from '@aiflow/sdk'
import type { RuleDefinition } from '@aiflow/sdk/internal/wire'

/** What a start means while the task is alive; nothing for rules that do not start. */
export function whenAliveText({ action, whenAlive, queueLimit }: RuleDefinition): string {
  if (action !== TaskAction.START) return '–'
  switch (whenAlive) {
    case 'ignore':
      return 'is ignored'
    case 'latest':
      return 'the newest start waits'
    case 'queue':
      return `all starts wait, ${queueLimit.toLocaleString('en')} at most`
  }
}
