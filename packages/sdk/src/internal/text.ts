export { nearestName } from '../authoring/nearest-name.ts'
export { quoted } from '../model/quoted.ts'
export { parseWholeNumber, wholeNumberRule } from '../model/whole-number.ts'
export { distinctIssues, issueText } from '../wire/issue-text.ts'
