export { nearestName } from '../authoring/checks/nearest-name.ts'
export { quoted } from '../model/text/quoted.ts'
export { parseWholeNumber, wholeNumberRule } from '../model/text/whole-number.ts'
export { distinctIssues, issueText } from '../wire/issue-text.ts'
