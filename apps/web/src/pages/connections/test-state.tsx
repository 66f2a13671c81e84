import { Loader } from '@mantine/core'
import type { ConnectionDto, ConnectionTest } from '@sluice/contract'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import list from '../../ui/list.module.css'
import { WayOut } from '../../ui/way-out.tsx'
import { useProblemText } from './problem-text.ts'
import classes from './connections.module.css'

/** In a list: what the last test said, and when. */
export function TestState({ connection, busy }: { readonly connection: ConnectionDto; readonly busy: boolean }) {
  const { t } = useTranslation('connections')
  const format = useFormat()
  const problemText = useProblemText()
  const { testedAt, testProblem } = connection
  if (busy) return <Chip tone="run">{t('test.running')}</Chip>
  if (testedAt === null) return <Chip>{t('test.never')}</Chip>
  return (
    <>
      <Chip tone={testProblem === null ? 'ok' : 'bad'}>{testProblem === null ? t('test.works') : t('test.fails')}</Chip>
      <div className={list['sub']}>{format.ago(testedAt)}</div>
      {testProblem !== null && (
        <div className={classes['problem']}>
          {problemText(testProblem)} <WayOut code={testProblem.code} />
        </div>
      )}
    </>
  )
}

/** Under a form: the answer of the test that was just made. */
export function TestAnswer({ answer, busy }: { readonly answer: ConnectionTest | undefined; readonly busy: boolean }) {
  const { t } = useTranslation('connections')
  const problemText = useProblemText()
  if (busy)
    return (
      <div role="status" className={classes['answer']}>
        <Loader size={14} aria-hidden /> {t('test.reaching')}
      </div>
    )
  if (answer === undefined) return null
  if (answer.problem !== null)
    return (
      <div role="alert" className={classes['answer']} data-tone="bad">
        <IconAlertTriangle size={16} aria-hidden />
        <span>
          {problemText(answer.problem)} <WayOut code={answer.problem.code} />
        </span>
      </div>
    )
  const { version = '', user = '', tables = '', encrypted = '' } = answer.facts
  return (
    <div role="status" className={classes['answer']} data-tone="ok">
      <IconCircleCheck size={16} aria-hidden />
      <span>
        <strong>{t('test.reached')}</strong>{' '}
        {version !== '' && t(encrypted === 'true' ? 'test.encrypted' : 'test.plain', { version, user, count: Number(tables) })}
      </span>
    </div>
  )
}
