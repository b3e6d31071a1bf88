// Checks the spelling in documentation, source and configuration, as cspell.json says. New words go to scripts/words.txt.
process.argv.push('--no-progress')
await import('cspell/bin')
