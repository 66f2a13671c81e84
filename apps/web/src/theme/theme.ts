import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'
import type { MouseEvent } from 'react'
import { titleWhenCut } from '../ui/title-when-cut.ts'

// Mantine wants ten shades; every use of them is redirected to the tokens below.
const accent: MantineColorsTuple = [
  '#e0f2f2', '#c3e5e6', '#93d1d3', '#5fbcc0', '#3db8bd', '#1f959b', '#0e7d84', '#0b6e75', '#095a60', '#06474c',
] // prettier-ignore

// The neutral scales of the tokens, lightest first, for the parts of Mantine that take their greys from a scale.
const gray: MantineColorsTuple = [
  '#f8fafb', '#f1f4f7', '#e3e8ed', '#d8dfe6', '#cdd5dd', '#8595a3', '#5c6b79', '#455564', '#2a3947', '#0f1b26',
] // prettier-ignore
const dark: MantineColorsTuple = [
  '#e8eef3', '#a9b7c4', '#8d9caa', '#6d7c89', '#374653', '#26323c', '#1a242c', '#151d24', '#10171d', '#0e1419',
] // prettier-ignore

/** A click into a list that can be searched selects what it shows, so that typing replaces it. */
function typeOver(event: MouseEvent<HTMLInputElement>): void {
  if (!event.currentTarget.readOnly) event.currentTarget.select()
}

/** Mantine's theme; sizes on the 4-px grid, text 13 and 14 px. Colours come from tokens.css. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  colors: { accent, gray, dark },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '13px', sm: '13px', md: '14px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '18px', sm: '18px', md: '20px', lg: '20px', xl: '24px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '15px', lineHeight: '20px' }, h2: { fontSize: '14px', lineHeight: '20px' } } },
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input)
    if (input.variant === 'filled' && (input.color === undefined || input.color === 'accent'))
      return { ...colors, color: 'var(--accent-ink)' }
    if (input.variant === 'filled' && input.color === 'red')
      return { ...colors, background: 'var(--bad)', hover: 'color-mix(in srgb, var(--bad) 88%, var(--ink))', color: 'var(--accent-ink)' }
    return colors
  },
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 30 } },
    Button: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Drawer: { styles: { title: { fontSize: 14, fontWeight: 600 } } },
    FileInput: { defaultProps: { size: 'xs' } },
    Input: { defaultProps: { size: 'xs' } },
    InputWrapper: {
      defaultProps: { size: 'xs' },
      vars: () => ({ label: {}, description: { '--input-description-size': '12px' }, error: { '--input-error-size': '12px' } }),
      styles: { label: { marginBottom: 4 }, description: { marginBottom: 4 } },
    },
    // A menu holds nothing but its items; its first one has the keyboard when it opens.
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 }, withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 150 } }, styles: { title: { fontSize: 14, fontWeight: 600 } } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Select: {
      defaultProps: { size: 'xs', allowDeselect: false, onClick: typeOver, onMouseEnter: titleWhenCut },
      styles: { input: { textOverflow: 'ellipsis' } },
    },
    Switch: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    Text: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, transitionProps: { duration: 100 } } },
  },
})

/** The tokens under Mantine's names, the same in both schemes because the tokens themselves switch. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-body': 'var(--panel)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-success': 'var(--ok)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-default': 'var(--panel)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--ink-3)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-color-accent-filled': 'var(--accent)',
    '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
    '--mantine-color-accent-light': 'var(--accent-soft)',
    '--mantine-color-accent-light-hover': 'var(--accent-soft)',
    '--mantine-color-accent-light-color': 'var(--accent)',
    '--mantine-color-accent-outline': 'var(--accent)',
    '--mantine-color-accent-text': 'var(--accent)',
    '--mantine-color-gray-light': 'var(--sunken)',
    '--mantine-color-gray-light-hover': 'var(--sunken)',
    '--mantine-color-gray-light-color': 'var(--ink-2)',
    '--mantine-color-red-filled': 'var(--bad)',
    '--mantine-color-red-light': 'var(--bad-soft)',
    '--mantine-color-red-light-color': 'var(--bad)',
  }
  return { variables: {}, light: both, dark: both }
}
