import type { DeadLetterDetail } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { IconMailCheck, IconRepeat, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { CodeBlock } from '../../components/code/code-block.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { JsonView } from '../../components/kit/text/json-view.tsx'
import { hasCode } from '../../data/errors.ts'
import { deadLetterQuery } from '../../data/queries/dead-letters.ts'
import { useMay } from '../../data/use-session.ts'
import classes from './dead-letter-view.module.css'
import { dropLetters, retryLetter } from './letter-actions.ts'
import { LetterFacts } from './letter-facts.tsx'

/** One event that could not be processed, why, and what the condition saw. */
export function DeadLetterView() {
  const { letter: id } = useParams({ from: '/layout/dead-letters/$letter' })
  const { data: letter, error, refetch } = useQuery(deadLetterQuery(id))
  const isGone = hasCode(error, 'DEAD_LETTER_NOT_FOUND')
  const isOperable = useMay('operator')
  return (
    <>
      <PageHeader
        title={`Dead letter ${id}`}
        above={<Link to="/dead-letters">Dead letters</Link>}
        actions={letter !== undefined && !isGone && isOperable ? <LetterButtons id={id} /> : null}
      />
      {isGone ? (
        <EmptyState icon={IconMailCheck} title={`There is no dead letter ${id}`}>
          It was processed or dropped. <Link to="/dead-letters">See the others.</Link>
        </EmptyState>
      ) : null}
      {letter === undefined && error === null ? <TableSkeleton /> : null}
      {letter === undefined && error !== null && !isGone ? (
        <ErrorState error={error} reset={() => void refetch()} />
      ) : null}
      {letter === undefined || isGone ? null : <LetterBody letter={letter} />}
    </>
  )
}

function LetterBody({ letter }: { readonly letter: DeadLetterDetail }) {
  const { error, event, context } = letter
  return (
    <div className={classes.parts}>
      <Panel title="What happened">
        <LetterFacts letter={letter} />
        <div className={classes.error}>
          <CodeBlock text={error} label="error" isMessage />
        </div>
      </Panel>
      <div className={classes.pair}>
        <Panel title="Value of the event">
          {event === null ? 'The event is no longer kept.' : <JsonView value={event.value ?? '–'} label="value" />}
        </Panel>
        <Panel title="What the condition saw">
          <JsonView value={context} label="context" />
        </Panel>
      </div>
    </div>
  )
}

function LetterButtons({ id }: { readonly id: number }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const retry = useMutation({
    mutationFn: () => retryLetter(id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['dead-letters'] }),
  })
  const leave = () => navigate({ to: '/dead-letters' })
  return (
    <>
      <Button leftSection={<IconRepeat size={14} />} loading={retry.isPending} onClick={() => retry.mutate()}>
        Retry
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrash size={14} />}
        onClick={() => dropLetters({ type: 'chosen', ids: [id] }, leave)}
      >
        Drop
      </Button>
    </>
  )
}
