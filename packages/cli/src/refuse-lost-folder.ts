/** Ends the program in a folder that was deleted: nothing that is started there finds its files, and Node throws. */
export function refuseLostFolder(): void {
  try {
    process.cwd()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    process.stderr.write(`Error: The working folder is gone${code}. Change to a folder that exists.\n`)
    process.exit(1)
  }
}
