import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { ExecutionChart } from './execution-chart.tsx'
import { LivingTasks } from './living-tasks.tsx'
import { NextFirings } from './next-firings.tsx'
import classes from './overview-view.module.css'
import { RecentFailures } from './recent-failures.tsx'
import { ServerFigures } from './server-figures.tsx'
import { Workers } from './workers.tsx'

/** What is running now, and what needs attention. */
export function OverviewView() {
  return (
    <>
      <PageHeader title="Overview" />
      <div className={classes.parts}>
        <ServerFigures />
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
