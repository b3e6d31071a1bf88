import type { Circuit } from '@aiflow/sdk/client'
import { Tooltip } from '@mantine/core'
import { type Tone, toneColor } from '../../theme/states.ts'

const TONES: Readonly<Record<Circuit['status'], Tone>> = { closed: 'success', open: 'failed', disabled: 'stopped' }
const TITLES: Readonly<Record<Circuit['status'], string>> = {
  closed: 'judged',
  open: 'circuit open',
  disabled: 'disabled',
}

/** Whether a rule is judged. The tooltip says why not. */
export function CircuitState({ circuit }: { readonly circuit: Circuit | null }) {
  const status = circuit?.status ?? 'closed'
  const text = circuit === null ? null : reasonOf(circuit)
  const word = <span style={{ color: toneColor(TONES[status]), fontWeight: 600 }}>{TITLES[status]}</span>
  if (text === null) return word
  return (
    <Tooltip label={text} multiline maw={360}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip must be reachable by keyboard */}
      <span tabIndex={0}>
        {word} {status === 'disabled' ? null : <span style={{ color: 'var(--text-quiet)' }}>{text}</span>}
      </span>
    </Tooltip>
  )
}

function reasonOf({ reason, failures, cycle }: Circuit): string | null {
  if (cycle.length > 0) return `${reason ?? 'It triggers itself'}: ${cycle.join(' → ')}`
  if (reason !== null) return reason
  if (failures === 0) return null
  return failures === 1 ? 'failed last time' : `failed ${failures} times in a row`
}
