import { Group, SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from '../../ui/language-switch.tsx'
import { Section } from './section.tsx'

const schemes: readonly MantineColorScheme[] = ['auto', 'light', 'dark']

/** Language and theme; both switch at once and are remembered in this browser. */
export function AppearanceSection() {
  const { t } = useTranslation('settings')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section id="appearance" title={t('appearance.title')} text={t('appearance.text')}>
      <Group gap="xl">
        <LanguageSwitch />
        <SegmentedControl
          aria-label={t('appearance.theme')}
          data={schemes.map((scheme) => ({ value: scheme, label: t(`appearance.schemes.${scheme}`) }))}
          value={colorScheme}
          onChange={setColorScheme}
        />
      </Group>
    </Section>
  )
}
