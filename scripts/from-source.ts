/** Workspaces are read as source, so that tests need no build. */
export const FROM_SOURCE = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
}
