import type { Circuit } from '@aiflow/sdk/client'
import { IconCircleCheck, IconCircleX, IconPlayerPause } from '@tabler/icons-react'
import classes from './starter-state.module.css'

interface StarterStateProps {
  readonly paused: boolean
  /** Why a trigger is not judged. */
  readonly circuit?: Circuit | null | undefined
}

/** Whether a trigger or schedule starts executions. */
export function StarterState({ paused, circuit = null }: StarterStateProps) {
  if (circuit !== null && circuit.status !== 'closed') {
    return (
      <span className={classes.state} data-tone="failed" title={circuit.reason ?? ''}>
        <IconCircleX size={14} aria-hidden />
        {circuit.status === 'open' ? 'circuit open' : 'disabled'}
      </span>
    )
  }
  const IconOf = paused ? IconPlayerPause : IconCircleCheck
  return (
    <span className={classes.state} data-tone={paused ? 'paused' : undefined}>
      <IconOf size={14} aria-hidden />
      {paused ? 'Paused' : 'Active'}
    </span>
  )
}
