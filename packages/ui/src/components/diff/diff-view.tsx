import { IconEqual } from '@tabler/icons-react'
import { useMemo } from 'react'
import { EmptyState } from '../kit/feedback/empty-state.tsx'
import { counted } from '../kit/text/count-text.ts'
import { type DiffRow, differenceOf, type Side } from './diff-rows.ts'
import classes from './diff-view.module.css'

interface DiffViewProps {
  readonly before: string
  readonly after: string
  readonly label: string
  /** One below the other, for narrow screens. */
  readonly isUnified: boolean
}

/** Shows how two texts differ. */
export function DiffView({ before, after, label, isUnified }: DiffViewProps) {
  const { rows, added, removed } = useMemo(() => differenceOf(before, after), [before, after])
  if (rows.length === 0) return <EmptyState icon={IconEqual} title="No differences" />
  return (
    <>
      <p className={classes.sum}>
        {counted(added, 'line')} added, {counted(removed, 'line')} removed
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard */}
      <section className={classes.view} tabIndex={0} aria-label={label}>
        <table className={classes.table}>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its position
              <Row key={index} row={row} isUnified={isUnified} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Row({ row, isUnified }: { readonly row: DiffRow; readonly isUnified: boolean }) {
  if (row.kind === 'gap') {
    return (
      <tr>
        <td colSpan={isUnified ? 4 : 6} className={classes.gap}>
          {counted(row.count, 'line')} the same
        </td>
      </tr>
    )
  }
  const { left, right } = row
  if (!isUnified) {
    return (
      <tr>
        <Half side={left} sign={row.kind === 'changed' ? '−' : ' '} />
        <Half side={right} sign={row.kind === 'changed' ? '+' : ' '} />
      </tr>
    )
  }
  if (row.kind === 'same') {
    return (
      <tr>
        <LineNumber side={left} />
        <Half side={right} sign=" " />
      </tr>
    )
  }
  return (
    <>
      {left === null ? null : (
        <tr>
          <LineNumber side={left} />
          <LineNumber side={null} />
          <Text side={left} sign="−" />
        </tr>
      )}
      {right === null ? null : (
        <tr>
          <LineNumber side={null} />
          <Half side={right} sign="+" />
        </tr>
      )}
    </>
  )
}

type Sign = ' ' | '+' | '−'

interface HalfProps {
  readonly side: Side | null
  readonly sign: Sign
}

function Half(props: HalfProps) {
  return (
    <>
      <LineNumber side={props.side} />
      <Text {...props} />
    </>
  )
}

function LineNumber({ side }: Pick<HalfProps, 'side'>) {
  return <td className={classes.number}>{side?.number}</td>
}

const LOOKS: Readonly<Record<Sign, string>> = { ' ': 'same', '+': 'added', '−': 'removed' }

function Text({ side, sign }: HalfProps) {
  return (
    <>
      <td className={classes.sign} data-look={side === null ? 'none' : LOOKS[sign]}>
        {side === null ? null : sign}
      </td>
      <td className={classes.text} data-look={side === null ? 'none' : LOOKS[sign]}>
        {side?.pieces.map(({ text, isChanged }, index) =>
          isChanged ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a piece has no identity but its position
            <mark key={index} className={classes.mark}>
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </td>
    </>
  )
}
