import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { isOutage, messageOf } from '../../../data/errors.ts'
import { EmptyState } from './empty-state.tsx'

interface ErrorStateProps {
  readonly error: unknown
  readonly reset?: () => void
}

/**
 * Shown in place of something that failed to load, with the reason. If the server was away, it loads again by itself.
 */
export function ErrorState({ error, reset }: ErrorStateProps) {
  return (
    <div role="alert">
      <EmptyState
        icon={IconAlertTriangle}
        title={isOutage(error) ? 'The server is unavailable' : 'This cannot be shown'}
      >
        {messageOf(error)}
        {reset === undefined ? null : (
          <div style={{ marginTop: 12 }}>
            <Button variant="default" onClick={reset}>
              Try again
            </Button>
          </div>
        )}
      </EmptyState>
    </div>
  )
}
