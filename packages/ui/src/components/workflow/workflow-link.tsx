import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface WorkflowLinkProps {
  readonly namespace: string
  readonly name: string
  /** The name if absent. */
  readonly children?: ReactNode
}

export function WorkflowLink({ namespace, name, children }: WorkflowLinkProps) {
  return (
    <Link to="/workflows/$of/$workflow" params={{ of: namespace, workflow: name }} title={name}>
      {children ?? name}
    </Link>
  )
}
