import { useTranslation } from 'react-i18next'

/** Sentences for actions and names for their kinds; the code itself for one that a newer version recorded. */
export function useActionText(): { readonly actionText: (action: string) => string; readonly kindText: (kind: string) => string } {
  const { t } = useTranslation('audit')
  return {
    actionText: (action) => t(`actions.${action}`, { defaultValue: action }),
    kindText: (kind) => t(`kinds.${kind}`, { defaultValue: kind }),
  }
}
