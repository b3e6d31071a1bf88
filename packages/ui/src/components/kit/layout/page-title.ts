import { useLayoutEffect } from 'react'

const PRODUCT = 'AIFlow'

/** What the tab of the browser says: the thing that is shown, by its name. */
export function usePageTitle(title: string): void {
  useLayoutEffect(() => {
    document.title = `${title} · ${PRODUCT}`
  }, [title])
}
