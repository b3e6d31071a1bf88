import { ActionIcon, Loader } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../../data/errors.ts'
import { EffectCard } from './effect-card.tsx'
import { type EffectNode, nodeKey } from './effect-nodes.ts'
import { followQuery } from './follow-query.ts'
import classes from './picture.module.css'

/** What is open at first: verdicts with their effects, and the effects of those if they are few. */
const OPEN_DEPTH = 1
const LITTLE = 2

interface EffectBranchProps {
  readonly nodes: readonly EffectNode[]
  /** Steps from the event of the view. */
  readonly depth: number
}

/** The effects of an event or a task execution. Each can be opened further. */
export function EffectBranch({ nodes, depth }: EffectBranchProps) {
  return (
    <ul className={classes.effects}>
      {nodes.map((node) => (
        <Effect
          key={nodeKey(node)}
          node={node}
          depth={depth}
          isOpenFirst={depth <= OPEN_DEPTH || (depth === OPEN_DEPTH + 1 && nodes.length <= LITTLE)}
        />
      ))}
    </ul>
  )
}

interface EffectProps {
  readonly node: EffectNode
  readonly depth: number
  readonly isOpenFirst: boolean
}

function Effect({ node, depth, isOpenFirst }: EffectProps) {
  const [isOpen, setOpen] = useState(isOpenFirst)
  const isLeaf = node.type === 'more' || (node.type === 'verdict' && node.children.length === 0)
  return (
    <li className={classes.branch} data-branch>
      <div className={classes.node}>
        <EffectCard node={node} />
        {isLeaf ? null : (
          <ActionIcon
            variant="default"
            size="xs"
            className={classes.opener}
            data-opener
            aria-expanded={isOpen}
            aria-label={isOpen ? 'Hide effects' : 'Show effects'}
            onClick={() => setOpen(!isOpen)}
          >
            <IconChevronRight size={12} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {isOpen && !isLeaf ? <Followed node={node} depth={depth} /> : null}
    </li>
  )
}

function Followed({ node, depth }: { readonly node: EffectNode; readonly depth: number }) {
  const { data, error } = useQuery(followQuery(node))
  if (data === undefined && error === null) return <Loader size="xs" type="dots" className={classes.nothing} />
  if (data === undefined) return <p className={classes.nothing}>{messageOf(error)}</p>
  if (data.length === 0) return <p className={classes.nothing}>Nothing so far.</p>
  return <EffectBranch nodes={data} depth={depth + 1} />
}
