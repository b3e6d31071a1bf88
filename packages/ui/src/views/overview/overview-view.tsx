import { Approvals } from '../../components/approval/approvals.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { useNamespace } from '../../data/use-namespace.ts'
import { ExecutionChart } from './execution-chart.tsx'
import { LivingTasks } from './living-tasks.tsx'
import { NextFirings } from './next-firings.tsx'
import classes from './overview-view.module.css'
import { RecentFailures } from './recent-failures.tsx'
import { ServerFigures } from './server-figures.tsx'
import { Workers } from './workers.tsx'

/** What is running now, and what needs attention. */
export function OverviewView() {
  const namespace = useNamespace()
  return (
    <>
      <PageHeader title="Overview" />
      <div className={classes.parts}>
        <ServerFigures />
        <Approvals of={{ namespace }} />
        <div className={classes.wide}>
          <ExecutionChart />
          <RecentFailures />
        </div>
        <LivingTasks />
        <div className={classes.even}>
          <NextFirings />
          <Workers />
        </div>
      </div>
    </>
  )
}
