import type { SnapshotResource } from '@aiflow/sdk/client'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { shortHash } from './short-hash.ts'
import classes from './snapshot-list.module.css'

interface SnapshotListProps {
  /** Newest first. */
  readonly snapshots: readonly SnapshotResource[]
  readonly from: string | null
  readonly to: string | null
  readonly onChange: (pair: { readonly from?: string; readonly to?: string }) => void
}

/** Chooses two snapshots to compare. */
export function SnapshotList({ snapshots, from, to, onChange }: SnapshotListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
    <section className={classes.list} tabIndex={0} aria-label="Snapshots">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Old</th>
            <th scope="col">New</th>
            <th scope="col">Snapshot</th>
            <th scope="col">Uploaded</th>
          </tr>
        </thead>
        <tbody>
          {snapshots.map(({ hash, current, createTime }) => (
            <tr key={hash}>
              <td>
                <input
                  type="radio"
                  name="from"
                  aria-label={`Compare from ${shortHash(hash)}`}
                  checked={hash === from}
                  onChange={() => onChange({ from: hash })}
                />
              </td>
              <td>
                <input
                  type="radio"
                  name="to"
                  aria-label={`Compare to ${shortHash(hash)}`}
                  checked={hash === to}
                  onChange={() => onChange({ to: hash })}
                />
              </td>
              <td>
                <Mono title={hash}>{shortHash(hash)}</Mono>
                {current ? <span className={classes.current}>current</span> : null}
              </td>
              <td className={classes.time}>
                <TimeAgo time={createTime} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
