import type { LeftOut } from '@aiflow/sdk/client'
import { Notice } from '../kit/feedback/notice.tsx'
import { bytesText } from '../kit/text/bytes-text.ts'

/** Names what is too large to show, its size, and where to download it. */
export function LeftOutNotice({ leftOut }: { readonly leftOut: LeftOut | undefined }) {
  if (leftOut === undefined) return null
  const values = (leftOut.values ?? []).map((value) =>
    'event' in value
      ? `the value of event ${value.event} (${bytesText(value.bytes)})`
      : `the output of ${value.output} (${bytesText(value.bytes)})`,
  )
  const named = values.slice(0, MAX_NAMED).join(', ')
  const others = values.length > MAX_NAMED ? ` and ${values.length - MAX_NAMED} more` : ''
  return (
    <Notice tone="queued">
      The trigger holds {bytesText(leftOut.bytes)}, too much to show here. Left out: {named}
      {others}.{' '}
      <a href={leftOut.path} download="trigger.json">
        Download all of it
      </a>
    </Notice>
  )
}

const MAX_NAMED = 10
