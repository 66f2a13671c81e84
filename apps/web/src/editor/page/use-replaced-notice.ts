import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '../../ui/notify.ts'
import { useEditor, useView } from '../context.ts'

/** Says what a replaced node lost, and that undo brings it back. */
export function useReplacedNotice(): void {
  const { t } = useTranslation('editor')
  const { view } = useEditor()
  const replaced = useView((state) => state.replaced)
  useEffect(() => {
    if (replaced === null) return
    const { wires, settings } = replaced
    const lost = [
      ...(wires > 0 ? [t('replaced.wires', { count: wires })] : []),
      ...(settings > 0 ? [t('replaced.settings', { count: settings })] : []),
    ]
    notifyDone(t, lost.length === 0 ? t('replaced.whole') : t('replaced.lost', { what: lost.join(t('shell:listComma')) }))
    view.getState().set({ replaced: null })
  }, [replaced, t, view])
}
