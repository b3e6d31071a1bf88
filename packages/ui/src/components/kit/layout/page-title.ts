import { useLayoutEffect } from 'react'

const PRODUCT = 'AIFlow'

/** Sets the title of the browser tab to the name of what is shown. */
export function usePageTitle(title: string): void {
  useLayoutEffect(() => {
    document.title = `${title} · ${PRODUCT}`
  }, [title])
}
