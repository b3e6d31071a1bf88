import type { WorkflowDetail } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { JsonView } from '../../components/kit/text/json-view.tsx'
import { LabelChips } from '../../components/workflow/label-chips.tsx'
import classes from './about-workflow.module.css'

/** What the author says about a workflow; nothing if that is nothing. */
export function AboutWorkflow({ workflow }: { readonly workflow: WorkflowDetail }) {
  const { description, owner, labels } = workflow
  const { metadata } = workflow.definition
  const hasLabels = Object.keys(labels).length > 0
  if (description === null && owner === null && !hasLabels && metadata === undefined) return null
  return (
    <section className={classes.about} aria-label="About the workflow">
      {description === null ? null : <p className={classes.description}>{description}</p>}
      {owner === null && !hasLabels ? null : (
        <p className={classes.line}>
          {owner === null ? null : (
            <span>
              Owner{' '}
              <Link to="/workflows" search={{ owner }} className={classes.owner}>
                {owner}
              </Link>
            </span>
          )}
          <LabelChips labels={labels} />
        </p>
      )}
      {metadata === undefined ? null : (
        <details>
          <summary>Metadata</summary>
          <JsonView value={metadata} label="Metadata" />
        </details>
      )}
    </section>
  )
}
