import type { EventDetail } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { Notice } from '../../components/kit/feedback/notice.tsx'

type Letters = EventDetail['deadLetters']

/** The rules, or the scheduler, that could not process the event. */
export function EventLetters({ letters }: { readonly letters: Letters }) {
  return letters.map(({ id, rule, task, error }) => (
    <Notice key={id} tone="failed">
      {rule === null ? 'The scheduler' : `Rule "${rule}"${task === null ? '' : ` of "${task}"`}`} could not process it:{' '}
      {error.split('\n', 1)[0]}{' '}
      <Link to="/dead-letters/$letter" params={{ letter: id }}>
        Show dead letter {id}
      </Link>
    </Notice>
  ))
}
