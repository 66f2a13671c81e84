import catalogEn from './problems/catalog.en.json' with { type: 'json' }
import catalogZh from './problems/catalog.zh-CN.json' with { type: 'json' }
import cliEn from './problems/cli.en.json' with { type: 'json' }
import cliZh from './problems/cli.zh-CN.json' with { type: 'json' }
import connectorsEn from './problems/connectors.en.json' with { type: 'json' }
import connectorsZh from './problems/connectors.zh-CN.json' with { type: 'json' }
import runtimeEn from './problems/runtime.en.json' with { type: 'json' }
import runtimeZh from './problems/runtime.zh-CN.json' with { type: 'json' }
import type { Locale, Texts } from './texts.ts'

/** The texts of problems by the package that reports them. */
export const problemFragments: Readonly<Record<Locale, Readonly<Record<string, Texts>>>> = {
  en: { catalog: catalogEn, cli: cliEn, connectors: connectorsEn, runtime: runtimeEn },
  'zh-CN': { catalog: catalogZh, cli: cliZh, connectors: connectorsZh, runtime: runtimeZh },
}
