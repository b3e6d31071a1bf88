import { expect, test } from 'vitest'
import { filePathProblem, findPathCollision } from './file-path.ts'

test.each([
  ['', 'is empty'],
  ['/etc/passwd', 'is absolute'],
  ['../x', 'has the part ".."'],
  ['a/./b', 'has the part "."'],
  ['a//b', 'has an empty part'],
  ['a/', 'has an empty part'],
  ['a\\..\\b', 'has a backslash'],
  ['a\0b', 'has a control character'],
  ['a\nb', 'has a control character'],
  ['a\u0085b', 'has a control character'],
  ['a\ud800b', 'is no valid Unicode'],
  ['x'.repeat(256), 'has a part of more than 255 bytes'],
  ['é'.repeat(128), 'has a part of more than 255 bytes'],
  [Array.from({ length: 60 }, () => 'abcdefghi').join('/'), 'is longer than 512 bytes'],
])('%j cannot name a file', (path, problem) => {
  expect(filePathProblem(path)).toBe(problem)
})

test.each([
  'a',
  'data/labels.csv',
  ' ',
  '~/x',
  '.env',
  '...',
  'bundle.mjs',
  '__proto__',
  'é'.repeat(127),
  '数据/标签.csv',
])('%j can', (path) => {
  expect(filePathProblem(path)).toBeNull()
})

test.each([
  ['the same path twice', ['a', 'b', 'a'], 'is given twice'],
  ['a file that is a folder, too', ['a/b', 'a'], 'is a folder of "a/b" as well'],
  ['a file that is a folder further up', ['a', 'a/b/c'], 'is a folder of "a/b/c" as well'],
  [
    'names that differ in case',
    ['A', 'a'],
    'and "A" are the same name on file systems that ignore case or Unicode form',
  ],
  [
    'names that differ in form',
    ['\u00e9', 'e\u0301'],
    'and "\u00e9" are the same name on file systems that ignore case or Unicode form',
  ],
  ['a folder that differs in case from a file', ['Data/x', 'data'], 'is a folder of "Data/x" as well'],
])('%s collide', (_, paths, problem) => {
  expect(findPathCollision(paths)?.problem).toBe(problem)
})

test('paths in one folder do not collide', () => {
  expect(findPathCollision(['a/b', 'a/c', 'a.b', 'ab', 'A/d'])).toBeNull()
})
