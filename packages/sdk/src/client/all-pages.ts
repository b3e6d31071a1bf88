import type { Page } from '../wire/http/paging.ts'

/**
 * The items of a list, over all of its pages. A page is read once the page before it is used up.
 *
 * @example for await (const workflow of allPages((page) => client.workflows.list({ namespace: 'default', ...page })))
 */
export async function* allPages<T>(
  list: (page: { readonly cursor?: string | undefined }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let cursor: string | undefined
  do {
    const page = await list({ cursor })
    yield* page.items
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}
