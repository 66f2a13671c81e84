import type { AnswerOf } from '../api/request.ts'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keyOf } from '../api/queries.ts'

const PAGE = 500
const MOST = 5_000

/** The rejected rows that are kept of a run, up to 5,000; causes are counted over all of them. */
export function useRejected(runId: string, node: string | undefined): UseQueryResult<AnswerOf<'listRejected'>> {
  return useQuery<AnswerOf<'listRejected'>>({
    queryKey: [...keyOf('listRejected'), runId, node],
    queryFn: async ({ signal }) => {
      const read = (offset: number) =>
        call('listRejected', { params: { id: runId }, query: { limit: PAGE, offset, ...(node === undefined ? {} : { node }) } }, signal)
      const answer = await read(0)
      while (answer.rows.length < Math.min(answer.total, MOST)) {
        const { rows } = await read(answer.rows.length)
        if (rows.length === 0) break
        answer.rows.push(...rows)
      }
      return answer
    },
  })
}
