import { Skeleton } from '@mantine/core'

const ROWS = [96, 82, 90, 74, 88, 80]

/** A placeholder for rows. */
export function TableSkeleton() {
  return (
    <div aria-busy="true" role="status" aria-label="Reading" style={{ display: 'grid', gap: 14, padding: 14 }}>
      {ROWS.map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </div>
  )
}
