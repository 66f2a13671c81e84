import type { AnyNode } from '../kit/node.ts'
import { cleanCase } from './case.node.ts'
import { cleanChangeType } from './change-type.node.ts'
import { cleanFillMissing } from './fill-missing.node.ts'
import { cleanFilter } from './filter.node.ts'
import { cleanParseDate } from './parse-date.node.ts'
import { cleanParseNumber } from './parse-number.node.ts'
import { cleanRemoveDuplicates } from './remove-duplicates.node.ts'
import { cleanReplace } from './replace.node.ts'
import { cleanTrim } from './trim.node.ts'
import { cleanValidate } from './validate.node.ts'

/** What makes values and rows right. */
export const clean: readonly AnyNode[] = [
  cleanTrim,
  cleanCase,
  cleanReplace,
  cleanParseNumber,
  cleanParseDate,
  cleanChangeType,
  cleanFillMissing,
  cleanRemoveDuplicates,
  cleanFilter,
  cleanValidate,
]
