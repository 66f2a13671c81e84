import { problemText } from '@sluice/catalog'
import type { StageOptions } from '../passes/step.ts'

/** English texts for `_error_message`. */
export const englishMessage: StageOptions['message'] = (code, params) => problemText({ code, params }, 'en')
