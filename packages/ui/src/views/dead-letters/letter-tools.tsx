import type { DeadLetterFilter } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { IconRepeat, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { dropLetters, type Letters, retryLetters } from './letter-actions.ts'
import classes from './letter-tools.module.css'

interface LetterToolsProps {
  readonly filter: DeadLetterFilter
  readonly chosen: ReadonlySet<number>
}

/** The actions on the selected dead letters, or on all that match the filter if none is selected. */
export function LetterTools({ filter, chosen }: LetterToolsProps) {
  const queryClient = useQueryClient()
  const letters: Letters = chosen.size === 0 ? { type: 'all', filter } : { type: 'chosen', ids: [...chosen] }
  const readAgain = () => queryClient.invalidateQueries({ queryKey: ['dead-letters'] })
  const retry = useMutation({ mutationFn: retryLetters, onSettled: readAgain })
  const of = chosen.size === 0 ? 'all' : String(chosen.size)
  return (
    <div className={classes.tools}>
      <Button
        variant="default"
        leftSection={<IconRepeat size={14} />}
        loading={retry.isPending}
        onClick={() => retry.mutate(letters)}
      >
        Retry {of}
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrash size={14} />}
        onClick={() => dropLetters(letters, readAgain)}
        disabled={retry.isPending}
      >
        Drop {of}
      </Button>
    </div>
  )
}
